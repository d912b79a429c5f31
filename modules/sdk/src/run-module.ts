import { runProgram } from "@tochka-rosta/service/program";
import { readConfig } from "./config.ts";
import type { ModuleDefinition } from "./define-module.ts";
import { startModule } from "./start-module.ts";

/** Requests under way are finished first; the pod's grace period is ten seconds. */
const stopMilliseconds = 8_000;

/**
 * Runs a module until SIGTERM or SIGINT: the whole of a module's main.ts. Ends the process with 78 when the settings cannot be used, with 1
 * when the start fails, and within ten seconds of a signal in any case.
 */
export async function runModule(
  definition: ModuleDefinition,
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  await runProgram(
    async () => {
      const running = await startModule(definition, readConfig(env));
      return () => running.stop();
    },
    { stopMilliseconds },
  );
}

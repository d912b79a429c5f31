import { readConfig } from "./config.ts";
import type { ModuleDefinition } from "./define-module.ts";
import { startModule } from "./start-module.ts";

const STOP_DEADLINE_MILLISECONDS = 8_000;

function report(level: "error" | "info", msg: string, reason?: string): void {
  console.log(JSON.stringify({ time: new Date().toISOString(), level, msg, ...(reason !== undefined && { reason }) }));
}

/**
 * Runs a module until SIGTERM or SIGINT: the whole of a module's main.ts. Ends the process with 1 when the start fails, and
 * within ten seconds of a signal in any case (requests under way are finished first).
 */
export async function runModule(
  definition: ModuleDefinition,
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  try {
    const running = await startModule(definition, readConfig(env));
    const stop = (signal: string): void => {
      report("info", "stopping", signal);
      setTimeout(() => process.exit(1), STOP_DEADLINE_MILLISECONDS).unref();
      running.stop().then(
        () => process.exit(0),
        (error: unknown) => {
          report("error", "could not stop cleanly", String(error));
          process.exit(1);
        },
      );
    };
    process.once("SIGTERM", stop);
    process.once("SIGINT", stop);
  } catch (error) {
    report("error", "the module could not start", error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}

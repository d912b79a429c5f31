import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import {
  createClient,
  describeError,
  loadConfig,
  silentLog,
  systemClock,
  type Client,
} from "@tochka-rosta/controller-runtime";
import { createSiteProbe, type ProbeSite } from "../module-instance/site-probe.ts";
import { createStaleRoutes } from "../module-instance/stale-routes.ts";
import { openFleet } from "../open-fleet.ts";
import type { DatabaseServerSettings, Settings } from "../settings.ts";
import { ManifestError, readManifests } from "./manifests.ts";
import { planManifests } from "./plan-manifests.ts";
import { printSummary, printYaml } from "./print.ts";

const usage = "usage: operator plan -f FILE [--output summary|yaml]   (FILE - reads the standard input)";

/** Exit codes as sysexits.h names them. */
const exitCodes = { done: 0, usage: 64, data: 65, unavailable: 69 } as const;

export interface PlanCommandOptions {
  /** Words after `plan`. */
  readonly words: readonly string[];
  readonly settings: Settings;
  readonly servers: readonly DatabaseServerSettings[];
  readonly env: NodeJS.ProcessEnv;
  readonly print: (text: string) => void;
  /** Says why nothing could be planned. */
  readonly complain: (text: string) => void;
  /** Instead of a client of the settings' kubeconfig. */
  readonly client?: Client;
  /** Instead of a real request to the site. */
  readonly probeSite?: ProbeSite;
}

/**
 * `operator plan -f FILE`: prints what the operator would write for the objects of a file, and writes nothing.
 *
 * @returns the exit code
 */
export async function runPlanCommand(options: PlanCommandOptions): Promise<number> {
  const { words, print, complain } = options;
  const asked = readWords(words);
  if (asked === undefined) {
    complain(usage);
    return exitCodes.usage;
  }
  try {
    const text = await readFile(asked.file === "-" ? "/dev/stdin" : asked.file, "utf8");
    const manifests = await readManifests(text);
    const planned = await withPlanning(options, (planning) => planManifests(planning, manifests));
    print(asked.output === "yaml" ? await printYaml(planned) : printSummary(planned));
    return exitCodes.done;
  } catch (error) {
    complain(`${asked.file}: ${describeError(error)}`);
    return error instanceof ManifestError || isFileError(error) ? exitCodes.data : exitCodes.unavailable;
  }
}

function readWords(words: readonly string[]): { file: string; output: "summary" | "yaml" } | undefined {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: { filename: { type: "string", short: "f" }, output: { type: "string", short: "o", default: "summary" } },
    });
    const { filename, output } = values;
    if (filename === undefined || (output !== "summary" && output !== "yaml")) return undefined;
    return { file: filename, output };
  } catch {
    return undefined; // The caller prints how it is meant.
  }
}

async function withPlanning<R>(
  { settings, servers, env, client: given, probeSite = createSiteProbe(settings) }: PlanCommandOptions,
  work: (planning: Parameters<typeof planManifests>[0]) => Promise<R>,
): Promise<R> {
  const { kubeconfigPath, routing } = settings;
  const client =
    given ??
    createClient({ config: await loadConfig({ kubeconfigPath, env }), userAgent: "tochka-rosta-operator-plan" });
  const fleet = openFleet({ settings, servers, log: silentLog, clock: systemClock });
  const staleRoutes = createStaleRoutes({ client, kind: routing.kind, log: silentLog });
  try {
    return await work({ settings, servers, client, fleet, clock: systemClock, probeSite, staleRoutes });
  } finally {
    await fleet.close();
    if (given === undefined) await client.close();
  }
}

function isFileError(error: unknown): boolean {
  return error instanceof Error && "syscall" in error && ["open", "read"].includes(String(error.syscall));
}

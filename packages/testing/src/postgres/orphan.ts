import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  identifyProcess,
  isRunning,
  readCommandLine,
  waitForExit,
  type ProcessIdentity,
} from "../process/process-identity.ts";
import { signalQuietly } from "../process/guarded-process.ts";
import { StartError } from "../start-error.ts";
import type { PostgresState } from "./state.ts";

/**
 * Ends a server of ours that outlived its platform (killed by SIGKILL together with the watcher), so that its data can be
 * opened again. A postmaster.pid whose process is something else is left to PostgreSQL, which recognises it as stale.
 * @throws StartError when a living process of ours still uses the data.
 */
export async function endOrphanedServer(state: Pick<PostgresState, "cluster" | "owner">): Promise<void> {
  const server = await findServer(state.cluster);
  if (!server) return;
  if (state.owner && state.owner.pid !== process.pid && isRunning(state.owner)) {
    throw new StartError(`The database is in use by process ${state.owner.pid}: stop that platform first.`);
  }
  // Fast shutdown, then immediate (recovered from the log at the next start), then nothing is left to ask.
  for (const [signal, milliseconds] of [
    ["SIGINT", 20_000],
    ["SIGQUIT", 5_000],
    ["SIGKILL", 5_000],
  ] as const) {
    signalQuietly(server.pid, signal);
    if (await waitForExit(server, milliseconds)) return;
  }
  throw new StartError(`An earlier PostgreSQL (process ${server.pid}) does not end: end it, then start again.`);
}

async function findServer(cluster: string): Promise<ProcessIdentity | undefined> {
  const lines = await readFile(join(cluster, "postmaster.pid"), "utf8").catch(() => "");
  const pid = Number.parseInt(lines, 10);
  if (!Number.isInteger(pid) || pid <= 1) return undefined;
  return readCommandLine(pid)?.includes(cluster) ? identifyProcess(pid) : undefined;
}

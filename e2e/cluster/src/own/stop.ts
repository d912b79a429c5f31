import { execFile } from "node:child_process";
import { readdir, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { isAbandoned } from "../../../../scripts/build/lock.ts";
import { isRunning, readState } from "./run-folder.ts";
import type { RunFolder } from "./run-folder.ts";
import { cableOf } from "./settings.ts";
import { waitUntil } from "./wait.ts";

/**
 * Ends a cluster and removes what it had on this machine. Ending its first process ends all others, and with them the kernel
 * removes their mounts, links and rules; cgroups and files are left for us. Does nothing where nothing is.
 */
export async function stopCluster(folder: RunFolder, { isKeepingLogs = false } = {}): Promise<void> {
  const state = await readState(folder);
  if (state && (await isRunning(state))) {
    process.kill(state.pid, "SIGKILL");
    await waitUntil(`process ${state.pid} has ended`, 30, async () => ((await isRunning(state)) ? undefined : true));
  }
  if (state) await removeLink(cableOf(state.cable).link);
  await waitUntil(`the cgroup ${folder.cgroup} is gone`, 30, async () => {
    for (const hierarchy of await listHierarchies()) await removeGroups(join(hierarchy, folder.cgroup));
    return true;
  });
  await rm(folder.path, { recursive: true, force: true });
  if (!isKeepingLogs) await rm(folder.failedLogs, { recursive: true, force: true });
  if (await isAbandoned(folder.ownerLock)) await rm(folder.ownerLock, { force: true });
}

/** The kernel removes both ends of a cable some moments after the last process: a start that follows at once would meet it. */
async function removeLink(link: string): Promise<void> {
  await promisify(execFile)("ip", ["link", "delete", link]).catch(() => undefined); // It usually is gone.
}

async function listHierarchies(): Promise<string[]> {
  const root = "/sys/fs/cgroup";
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  return [root, ...entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(root, name))];
}

async function removeGroups(group: string): Promise<void> {
  const entries = await readdir(group, { withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) return;
  for (const entry of entries) if (entry.isDirectory()) await removeGroups(join(group, entry.name));
  await rmdir(group);
}

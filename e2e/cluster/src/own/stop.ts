import { execFile } from "node:child_process";
import { mkdir, readFile, readdir, rm, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { withLock, waitFor } from "@tochka-rosta/testing";
import { listHierarchies } from "./cgroups.ts";
import type { Plan } from "./plan.ts";
import { isRunning, readState } from "./run-folder.ts";
import type { RunFolder } from "./run-folder.ts";

type Log = (line: string) => void;

/**
 * Ends a cluster and removes what it had on this machine; one that is just being started is ended when that is done. Does nothing where
 * nothing is.
 */
export async function stopCluster(folder: RunFolder, log: Log = () => undefined): Promise<void> {
  await mkdir(dirname(folder.startLock), { recursive: true });
  const onWait = (holder: string) => log(`waiting for a start or stop of "${folder.name}": ${holder} …`);
  await withLock(folder.startLock, onWait, () => stopUnderLock(folder));
}

/**
 * For who has the start lock. Ending a cluster's first process ends all others, and with them the kernel removes their mounts, links and
 * rules; cgroups and files are left for us.
 */
export async function stopUnderLock(folder: RunFolder, { isKeepingLogs = false } = {}): Promise<void> {
  const state = await readState(folder);
  const link = await readLink(folder);
  let wasRunning = false;
  if (state && (await isRunning(state))) {
    wasRunning = true;
    process.kill(state.pid, "SIGKILL");
    await waitFor(`process ${state.pid} has ended`, async () => ((await isRunning(state)) ? undefined : true), {
      timeoutSeconds: 30,
    });
  }
  await waitFor(
    `the cgroup ${folder.cgroup} is gone`,
    async () => {
      for (const hierarchy of await listHierarchies()) {
        const group = join(hierarchy, folder.cgroup);
        if (await killUnrecorded(group)) wasRunning = true;
        await removeGroups(group);
      }
      return true;
    },
    { timeoutSeconds: 30 },
  );
  // Of one that ended long ago the link is gone, and its name may be another cluster's by now.
  if (wasRunning && link !== undefined) await removeLink(link);
  await rm(folder.path, { recursive: true, force: true });
  if (!isKeepingLogs) await rm(folder.failedLogs, { recursive: true, force: true });
}

/** A start that was killed may have had no time to note its first process. The group's name is ours alone, so what is in it is ours too. */
async function killUnrecorded(group: string): Promise<boolean> {
  const text = await readFile(join(group, "system", "cgroup.procs"), "utf8").catch(() => "");
  const pids = text.split("\n").map(Number);
  let isKilled = false;
  for (const pid of pids) {
    if (pid <= 1) continue; // The last line is empty. And 0 would be one of another machine, but means ourselves to kill().
    try {
      process.kill(pid, "SIGKILL");
      isKilled = true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error; // It may have ended meanwhile.
    }
  }
  return isKilled;
}

/** This machine's end of its cable. */
async function readLink(folder: RunFolder): Promise<string | undefined> {
  const text = await readFile(join(folder.path, "plan.json"), "utf8").catch(() => "");
  try {
    return (JSON.parse(text) as Plan).hostLink;
  } catch {
    return undefined; // The start was killed before there was one.
  }
}

/** The kernel removes both ends of a cable some moments after the last process: a start that follows at once would meet it. */
async function removeLink(link: string): Promise<void> {
  await promisify(execFile)("ip", ["link", "delete", link]).catch(() => undefined); // It usually is gone.
}

async function removeGroups(group: string): Promise<void> {
  const entries = await readdir(group, { withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) return;
  for (const entry of entries) if (entry.isDirectory()) await removeGroups(join(group, entry.name));
  await rmdir(group);
}

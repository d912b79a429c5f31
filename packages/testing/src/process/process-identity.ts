import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { platform } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { parseStartTime } from "./process-start.ts";

/** A pid alone may be reused; with its start time it names one process for good. */
export interface ProcessIdentity {
  pid: number;
  startedAt: string;
}

/** Names a running process; undefined when there is none with this pid (a zombie counts as none). */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  const startedAt = platform() === "linux" ? readLinuxStartTime(pid) : runPs(pid, "lstart=");
  return startedAt ? { pid, startedAt } : undefined;
}

/** True while exactly this process runs. */
export function isRunning(identity: ProcessIdentity): boolean {
  return identifyProcess(identity.pid)?.startedAt === identity.startedAt;
}

/** The command line of a process, words joined by spaces; undefined when it is gone or not ours to see. */
export function readCommandLine(pid: number): string | undefined {
  if (platform() !== "linux") return runPs(pid, "command=");
  const text = readIfThere(`/proc/${pid}/cmdline`);
  return text?.replaceAll("\0", " ").trim();
}

/** Waits until the process is gone; false when it still runs after `timeoutMilliseconds`. */
export async function waitForExit(identity: ProcessIdentity, timeoutMilliseconds: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMilliseconds;
  while (isRunning(identity)) {
    if (Date.now() > deadline) return false;
    await sleep(50);
  }
  return true;
}

function readLinuxStartTime(pid: number): string | undefined {
  const stat = readIfThere(`/proc/${pid}/stat`);
  if (!stat) return undefined;
  return parseStartTime(stat);
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined; // The process ended, or the file is not ours to read: both mean "not known".
  }
}

function runPs(pid: number, column: string): string | undefined {
  try {
    return execFileSync("ps", ["-o", column, "-p", String(pid)], { encoding: "utf8" }).trim() || undefined;
  } catch {
    return undefined; // ps answers 1 when there is no such process.
  }
}

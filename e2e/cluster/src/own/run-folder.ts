import { createHash } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { readLivingHolder, readStartTime } from "@tochka-rosta/testing";

/** Everything of one cluster that is on this machine's disk. */
export interface RunFolder {
  readonly name: string;
  readonly path: string;
  /** Beside it: held while it is being started or stopped. */
  readonly startLock: string;
  /** Beside it: held by the test run that it belongs to. */
  readonly ownerLock: string;
  /** Beside it: the logs of a start that failed. */
  readonly failedLogs: string;
  readonly kubeconfig: string;
  readonly auditLog: string;
  readonly logs: string;
  readonly controlSocket: string;
  readonly containerdSocket: string;
  /** Name of its cgroup in every hierarchy; this machine has them all in one place, whosever run folder they belong to. */
  readonly cgroup: string;
}

const namePattern = /^[a-z0-9]([a-z0-9-]{0,18}[a-z0-9])?$/;

export const clustersFolder = join(homedir(), ".local", "state", "tochka-rosta", "clusters");

/** @throws Error that says which names are allowed. */
export function runFolderOf(name: string, parent = clustersFolder): RunFolder {
  if (!namePattern.test(name)) {
    throw new Error(
      `"${name}" is no name for a cluster: up to 20 letters a to z, digits and dashes, no dash at either end.`,
    );
  }
  const path = join(parent, name);
  return {
    name,
    path,
    startLock: `${path}.lock`,
    ownerLock: `${path}.owner`,
    failedLogs: `${path}.failed-logs`,
    kubeconfig: join(path, "kubeconfig"),
    auditLog: join(path, "audit.log"),
    logs: join(path, "logs"),
    controlSocket: join(path, "control.sock"),
    containerdSocket: join(path, "containerd.sock"),
    cgroup: `tochka-rosta-${name}-${createHash("sha256").update(path).digest("hex").slice(0, 8)}`,
  };
}

/** `state.json` of a run folder: what must be known to find a cluster again and to end it. */
export interface ClusterState {
  /** Of the cluster's first process, as this machine counts. */
  readonly pid: number;
  /** When it was started, by the kernel's clock: a number that was given to another process has another. */
  readonly startTime: string;
  readonly cable: number;
  /** Whether everything in it was ready once; otherwise whoever started it was interrupted. */
  readonly isReady: boolean;
}

/** Undefined when nothing was noted, or nothing that can be read. */
export async function readState(folder: RunFolder): Promise<ClusterState | undefined> {
  const text = await readFile(stateFileOf(folder), "utf8").catch(() => "");
  try {
    return JSON.parse(text) as ClusterState;
  } catch {
    return undefined; // What runs is found by its cgroup then.
  }
}

/** Whoever reads at the same time, or after this process was killed, finds the old or the new one as a whole. */
export async function writeState(folder: RunFolder, state: ClusterState): Promise<void> {
  const unfinished = `${stateFileOf(folder)}.unfinished`;
  await writeFile(unfinished, JSON.stringify(state));
  await rename(unfinished, stateFileOf(folder));
}

const stateFileOf = ({ path }: RunFolder) => join(path, "state.json");

export async function isRunning(state: ClusterState): Promise<boolean> {
  return (await readStartTime(state.pid)) === state.startTime;
}

/** The process whose tests use this cluster, as long as it runs; undefined when none does, or this one. */
export async function readOwner(folder: RunFolder): Promise<number | undefined> {
  const pid = await readLivingHolder(folder.ownerLock);
  return pid === process.pid ? undefined : pid;
}

import { readFile, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

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
  /** Name of its cgroup in every hierarchy. */
  readonly cgroup: string;
}

const namePattern = /^[a-z0-9]([a-z0-9-]{0,18}[a-z0-9])?$/;

export const clustersFolder = join(homedir(), ".local", "state", "tochka-rosta", "clusters");

/** @throws Error that says which names are allowed. */
export function runFolderOf(name: string): RunFolder {
  if (!namePattern.test(name)) {
    throw new Error(
      `"${name}" is no name for a cluster: up to 20 letters a to z, digits and dashes, no dash at either end.`,
    );
  }
  const path = join(clustersFolder, name);
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
    cgroup: `tochka-rosta-${name}`,
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

export async function readState(folder: RunFolder): Promise<ClusterState | undefined> {
  const text = await readFile(join(folder.path, "state.json"), "utf8").catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as ClusterState);
}

export async function writeState(folder: RunFolder, state: ClusterState): Promise<void> {
  await writeFile(join(folder.path, "state.json"), JSON.stringify(state));
}

export async function isRunning(state: ClusterState): Promise<boolean> {
  return (await readStartTime(state.pid)) === state.startTime;
}

/** Undefined when there is no such process, or only what is left of one that ended. */
export async function readStartTime(pid: number): Promise<string | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  // The second field is the program's name in parentheses and may hold anything, spaces included.
  const fields = text?.slice(text.lastIndexOf(")") + 2).split(" ");
  return fields?.[0] === "Z" ? undefined : fields?.[19];
}

/** The process whose tests use this cluster, as long as it runs; undefined when none does, or this one. */
export async function readOwner(folder: RunFolder): Promise<number | undefined> {
  const pid = Number(await readFile(folder.ownerLock, "utf8").catch(() => "0"));
  return pid > 0 && pid !== process.pid && (await readStartTime(pid)) !== undefined ? pid : undefined;
}

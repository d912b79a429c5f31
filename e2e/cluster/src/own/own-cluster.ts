import { execFile } from "node:child_process";
import { openFaults } from "./faults.ts";
import type { Faults } from "./faults.ts";
import { echoImage } from "./images.ts";
import { isRunning, readState } from "./run-folder.ts";
import type { RunFolder } from "./run-folder.ts";
import { cableOf, metadataAddress } from "./settings.ts";

/** What only a cluster of our own can do: we hold its machine in our hands. */
export interface OwnCluster {
  readonly name: string;
  readonly faults: Faults;
  /** Every request as a line of JSON (audit.k8s.io/v1 Event), but for what the cluster's own parts read all day long. */
  readonly auditLogPath: string;
  /** One file per part. */
  readonly logsFolder: string;
  /** This machine, as pods see it. */
  readonly hostAddress: string;
  readonly nodeAddress: string;
  /** A listener answers there on port 80, so that a test that pods cannot reach it can fail. */
  readonly metadataAddress: string;
  /** Image with `listen`, `dial`, `http` and `sleep`; see small/main.go. */
  readonly echoImage: string;
  /** Runs a program of this machine in the node's namespaces (not in its /run, /tmp, /var/lib and /var/log). */
  runOnNode(words: readonly string[]): Promise<{ readonly exitCode: number; readonly output: string }>;
}

/** Takes hold of a running cluster. @throws Error when it does not run. */
export async function openOwnCluster(folder: RunFolder): Promise<OwnCluster & { close(): Promise<void> }> {
  const state = await readState(folder);
  if (state === undefined || !(await isRunning(state))) throw new Error(`The cluster "${folder.name}" does not run.`);
  const cable = cableOf(state.cable);
  const faults = openFaults(folder);
  return {
    name: folder.name,
    faults,
    auditLogPath: folder.auditLog,
    logsFolder: folder.logs,
    hostAddress: cable.hostAddress,
    nodeAddress: cable.nodeAddress,
    metadataAddress,
    echoImage,
    runOnNode: (words) => runInNamespaces(state.pid, words),
    close: () => faults.close(),
  };
}

function runInNamespaces(pid: number, words: readonly string[]) {
  return new Promise<{ exitCode: number; output: string }>((resolve) => {
    const all = ["--target", String(pid), "--mount", "--net", "--pid", "--uts", "--ipc", "--", ...words];
    execFile("nsenter", all, { timeout: 120_000, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      const exitCode = typeof error?.code === "number" ? error.code : error ? 1 : 0;
      resolve({ exitCode, output: `${stdout}${stderr}` });
    });
  });
}

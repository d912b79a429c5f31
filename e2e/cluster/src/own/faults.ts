import { connect, resourceOf } from "./addons/objects.ts";
import type { PartName } from "./plan.ts";
import type { RunFolder } from "./run-folder.ts";
import { Supervisor } from "./supervisor.ts";
import type { PartState } from "./supervisor.ts";

/** How a slow part behaves: it stands still, then runs, over and over. A request waits for the next time that it runs. */
export interface Slowness {
  readonly stopMilliseconds: number;
  readonly runMilliseconds: number;
}

/** What can be done to a running cluster. Nothing here waits until the cluster is well again: that is what tests are for. */
export interface Faults {
  parts(): Promise<readonly PartState[]>;
  /** Stands still until `resume`: connections stay open and nobody answers. */
  pause(part: PartName): Promise<void>;
  /** Ends `pause` and `slow`. */
  resume(part: PartName): Promise<void>;
  /** Ends at once, and comes back by itself within a second. */
  kill(part: PartName): Promise<void>;
  /** Ends at once and starts at once; resolves when the new process runs, not when it is ready. */
  restart(part: PartName): Promise<void>;
  /** Ends and stays away until `start`. */
  stop(part: PartName): Promise<void>;
  start(part: PartName): Promise<void>;
  /** Slow answers until `resume`; of the API server for every client, of etcd for the API server. */
  slow(part: PartName, slowness: Slowness): Promise<void>;
  /**
   * Forgets every older revision of every object. A watch that was cut and resumes from one gets 410 Gone once the API server,
   * which remembers some in memory, was restarted too.
   * @returns the revision up to which nothing is remembered.
   */
  compactEtcd(): Promise<string>;
  /**
   * Makes every token of this service account worthless, by replacing the account with one of the same name. The API server
   * remembers for ten seconds whom it let in.
   */
  revokeTokens(namespace: string, serviceAccount: string): Promise<void>;
  /** The node's power switch: kubelet, containerd and every container end at once, and the node restarts. */
  restartNode(): Promise<void>;
}

/** Opens the handles of a running cluster. */
export function openFaults(folder: RunFolder): Faults & { close(): Promise<void> } {
  const supervisor = new Supervisor(folder.controlSocket);
  return {
    parts: () => supervisor.parts(),
    pause: (part) => supervisor.act(part, "pause"),
    resume: (part) => supervisor.act(part, "resume"),
    kill: (part) => supervisor.act(part, "kill"),
    restart: (part) => supervisor.act(part, "restart"),
    stop: (part) => supervisor.act(part, "stop"),
    start: (part) => supervisor.act(part, "start"),
    slow: (part, slowness) => supervisor.act(part, "slow", slowness),
    compactEtcd: () => supervisor.compactEtcd(),
    revokeTokens: (namespace, serviceAccount) => replaceServiceAccount(folder, namespace, serviceAccount),
    restartNode: () => supervisor.restartNode(),
    close: () => supervisor.close(),
  };
}

/** Tokens are bound to the account's uid, so that one of the same name does not make them good again. */
async function replaceServiceAccount(folder: RunFolder, namespace: string, name: string): Promise<void> {
  const client = await connect(folder.kubeconfig);
  try {
    const accounts = resourceOf("v1", "ServiceAccount");
    const account = await client.get(accounts, { namespace, name });
    if (account === undefined) throw new Error(`There is no service account ${namespace}/${name}.`);
    const { labels, annotations, uid = "" } = account.metadata;
    await client.delete(accounts, { namespace, name }, { uid });
    const metadata = { name, namespace, ...(labels && { labels }), ...(annotations && { annotations }) };
    await client.create(accounts, { apiVersion: "v1", kind: "ServiceAccount", metadata });
  } finally {
    await client.close();
  }
}

import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "@tochka-rosta/controller-runtime";
import { deployments, pods, type Deployment, type Pod } from "../cluster/resources.ts";
import type { VirtualNode } from "../node/virtual-node.ts";
import { StartError } from "../start-error.ts";
import { systemNamespace } from "./platform-secrets.ts";

const timeoutMilliseconds = 120_000;
const crashesUntilGivenUp = 3;

/**
 * Waits until a program of the platform serves.
 * @throws StartError with the last line of its log when it keeps crashing or does not become ready.
 */
export async function waitForWorkload(
  client: Client,
  node: VirtualNode,
  name: string,
  signal?: AbortSignal,
): Promise<void> {
  const deadline = Date.now() + timeoutMilliseconds;
  for (;;) {
    signal?.throwIfAborted();
    const deployment = await client.get(deployments, { namespace: systemNamespace, name });
    const selection = { namespace: systemNamespace, labelSelector: `app.kubernetes.io/name=${name}` };
    const ours = await client.list(pods, selection);
    // The objects may still tell of the last start; only the node knows what runs now.
    if (deployment && isRolledOut(deployment) && ours.some((pod) => node.isReady(pod))) return;
    const crashing = ours.find((pod) => countCrashes(pod) >= crashesUntilGivenUp && node.isCrashing(pod));
    if (crashing) throw await explain(node, crashing, `${name} keeps ending by itself`);
    if (Date.now() > deadline) throw await explain(node, ours[0], `${name} did not become ready in time`);
    await sleep(50);
  }
}

function isRolledOut({ metadata, status }: Readonly<Deployment>): boolean {
  const isCurrent = status?.observedGeneration === metadata.generation;
  return isCurrent && (status?.updatedReplicas ?? 0) > 0 && status?.replicas === status?.updatedReplicas;
}

function countCrashes(pod: Readonly<Pod>): number {
  return Math.max(0, ...(pod.status?.containerStatuses ?? []).map(({ restartCount }) => restartCount));
}

async function explain(node: VirtualNode, pod: Readonly<Pod> | undefined, what: string): Promise<StartError> {
  const waiting = pod?.status?.containerStatuses?.find(({ state }) => state.waiting)?.state.waiting;
  const lines = pod ? await readTail(node, pod) : [];
  const said = lines.findLast((line) => line.trim() !== "") ?? waiting?.message ?? "it said nothing";
  return new StartError(`${what}: ${said.slice(0, 500)}`);
}

async function readTail(node: VirtualNode, { metadata }: Readonly<Pod>): Promise<string[]> {
  const lines: string[] = [];
  const log = node.readLog({ namespace: metadata.namespace ?? "", pod: metadata.name, tailLines: 20 });
  for await (const line of log ?? []) lines.push(line);
  return lines;
}

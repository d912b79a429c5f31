import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "@tochka-rosta/controller-runtime";
import {
  type ContainerStatus,
  type Deployment,
  deployments,
  type Pod,
  pods,
  type VirtualNode,
} from "@tochka-rosta/node";
import { StartError } from "@tochka-rosta/testing";
import type { Router } from "./router/router.ts";
import { systemNamespace } from "./names.ts";
import type { Program } from "./objects/describe-objects.ts";

const timeoutMilliseconds = 120_000;
const crashesUntilGivenUp = 2;

/** What knows how things are now, whatever the objects still tell of the last start. */
export interface Machinery {
  node: VirtualNode;
  router: Router;
}

/**
 * Waits until a program of the platform serves and the router leads to it.
 * @throws StartError with the reason from its log when it keeps crashing or does not become ready.
 */
export async function waitForWorkload(
  client: Client,
  machinery: Machinery,
  program: Program,
  signal: AbortSignal,
): Promise<void> {
  const { node } = machinery;
  const { name } = program;
  const labels = Object.entries(program.selector).map((pair) => pair.join("="));
  const selection = { namespace: systemNamespace, labelSelector: labels.join(",") };
  const deadline = Date.now() + timeoutMilliseconds;
  for (;;) {
    signal.throwIfAborted();
    const deployment = await client.get(deployments, { namespace: systemNamespace, name });
    const ours = await client.list(pods, selection);
    if (deployment && isRolledOut(deployment) && ours.some((pod) => isServed(machinery, pod, program))) return;
    const crashing = ours.find((pod) => countCrashes(pod) >= crashesUntilGivenUp && node.isCrashing(pod));
    if (crashing) throw await explain(node, crashing, `${name} keeps ending by itself`);
    if (Date.now() > deadline) throw await explain(node, ours[0], `${name} did not become ready in time`);
    await sleep(100);
  }
}

function isServed({ node, router }: Machinery, pod: Readonly<Pod>, { containerPort, service }: Program): boolean {
  const port = node.findPort(pod, containerPort);
  if (port === undefined || !node.isReady(pod)) return false;
  return service === undefined || router.findPorts(systemNamespace, service.name, service.port).includes(port);
}

function isRolledOut({ metadata, status }: Readonly<Deployment>): boolean {
  const isCurrent = status?.observedGeneration === metadata.generation;
  return isCurrent && (status?.updatedReplicas ?? 0) > 0 && status?.replicas === status?.updatedReplicas;
}

function countCrashes(pod: Readonly<Pod>): number {
  return Math.max(0, ...listStatuses(pod).map(({ restartCount }) => restartCount));
}

/** A failing init container is what is wrong, whatever the others wait for. */
function listStatuses({ status }: Readonly<Pod>): readonly ContainerStatus[] {
  return [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
}

async function explain(node: VirtualNode, pod: Readonly<Pod> | undefined, what: string): Promise<StartError> {
  return new StartError(`${what}: ${await explainPod(node, pod)}`);
}

/** Why a pod does not serve: the line of its log that most likely says it, else what it waits for. */
export async function explainPod(node: VirtualNode, pod: Readonly<Pod> | undefined): Promise<string> {
  const waiting = pod && listStatuses(pod).find(({ state }) => state.waiting)?.state.waiting;
  const lines = pod ? await readTail(node, pod) : [];
  return findReason(lines) ?? waiting?.message ?? "it said nothing";
}

async function readTail(node: VirtualNode, { metadata }: Readonly<Pod>): Promise<string[]> {
  const lines: string[] = [];
  const log = node.readLog({ namespace: metadata.namespace ?? "", pod: metadata.name, tailLines: 40 });
  for await (const line of log ?? []) lines.push(line.trim());
  return lines;
}

/** The line of a log that most likely says why the program ended: an error's, else the last one. */
export function findReason(lines: readonly string[]): string | undefined {
  // An uncaught error is followed by its stack and Node's version.
  const said = lines.filter((line) => line !== "" && !/^(at |Node\.js v|[\]}{^]+$)/.test(line)).map(readMessage);
  const reason = said.findLast((line) => /error|must|cannot|refused|failed/i.test(line)) ?? said.at(-1);
  return reason?.replaceAll(/\s+/g, " ").slice(0, 500);
}

/** Our programs log JSON lines; what counts for people is the error's message, or the line's. */
function readMessage(line: string): string {
  if (!line.startsWith("{")) return line;
  try {
    const { msg, err, error } = JSON.parse(line) as { msg?: string; err?: { message?: string }; error?: unknown };
    const detail = err?.message ?? (typeof error === "string" ? error : undefined);
    return [msg, detail].filter(Boolean).join(": ");
  } catch {
    return line; // It only looks like JSON.
  }
}

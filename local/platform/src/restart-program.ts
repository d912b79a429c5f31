import { setTimeout as sleep } from "node:timers/promises";
import type { VirtualNode } from "@tochka-rosta/node";
import { explainPod } from "./wait-for-workload.ts";

/** How a program's restart went. */
export interface RestartReport {
  /** How many pods run it, and are ready again. */
  ready: number;
  /** Why the first of the others ended or did not become ready; undefined when all are ready. */
  failure: string | undefined;
}

/** Until it is killed, which an operator or core should not be: its Lease would be held for 15 s more. */
const graceSeconds = 5;
const timeoutMilliseconds = 60_000;

/** Starts every program of an image again, in its pod, and waits until each is ready, has ended, or a minute has passed. */
export async function restartProgram(node: VirtualNode, image: string): Promise<RestartReport> {
  const timeout = new AbortController();
  const late = sleep(timeoutMilliseconds, undefined, { signal: timeout.signal, ref: false }).then(
    () => undefined,
    () => undefined,
  );
  const pods = await Promise.race([node.restart(image, graceSeconds), late]);
  timeout.abort();
  if (!pods) return { ready: 0, failure: "it did not become ready in time" };
  const failed = pods.find(({ isReady }) => !isReady);
  const reason = failed && (await explainPod(node, failed.pod));
  return { ready: pods.filter(({ isReady }) => isReady).length, failure: reason };
}

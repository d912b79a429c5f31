import { setTimeout as sleep } from "node:timers/promises";
import type { Container } from "../cluster/resources.ts";

/** What a kubelet leaves a program to end in, however long its preStop took. */
const leastSeconds = 2;

/**
 * Waits as long as the container's `preStop.sleep` asks, at most the grace, so that who sends it requests hears that it
 * leaves. Ends early when the signal aborts. Returns the seconds that are left of the grace.
 */
export async function runPreStop(container: Container, graceSeconds: number, signal: AbortSignal): Promise<number> {
  const wanted = container.lifecycle?.preStop?.sleep?.seconds ?? 0;
  if (wanted <= 0 || graceSeconds <= 0 || signal.aborted) return graceSeconds;
  const seconds = Math.min(wanted, graceSeconds);
  await sleep(seconds * 1000, undefined, { signal }).catch(() => undefined); // Hurried: the program is to end now.
  return Math.max(leastSeconds, graceSeconds - seconds);
}

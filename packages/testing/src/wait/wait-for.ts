import { setTimeout as sleep } from "node:timers/promises";

export interface WaitOptions {
  /** How long to go on, in seconds. Default: 20, less than a test may take, so that the error says what was awaited. */
  readonly timeoutSeconds?: number;
  /** Pause between two probes, in milliseconds. Default: 20. */
  readonly everyMilliseconds?: number;
}

/** What a probe gives while it has not found anything. */
type NotYet = undefined | null | false;

/**
 * Probes until there is something other than undefined, null or false. A probe that fails counts as "not yet".
 *
 * @throws Error that names what was awaited, with the last failure of the probe as its cause
 *
 * @example
 * const pod = await waitFor("the pod to run", async () => (await findPod())?.status === "Running");
 */
export async function waitFor<Found>(
  what: string,
  probe: () => Promise<Found | NotYet> | Found | NotYet,
  { timeoutSeconds = 20, everyMilliseconds = 20 }: WaitOptions = {},
): Promise<Found> {
  const deadline = performance.now() + timeoutSeconds * 1000;
  let cause: unknown;
  for (;;) {
    try {
      const found = await probe();
      if (found !== undefined && found !== null && found !== false) return found;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    if (performance.now() >= deadline) throw new Error(`Not within ${timeoutSeconds} s: ${what}.`, { cause });
    await sleep(everyMilliseconds);
  }
}

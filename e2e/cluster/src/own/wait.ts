import { setTimeout as sleep } from "node:timers/promises";

/**
 * Asks again and again until the answer is not undefined. A question that fails counts as "not yet", and its last failure is told
 * when time is up.
 */
export async function waitUntil<T>(what: string, seconds: number, probe: () => Promise<T | undefined>): Promise<T> {
  const end = Date.now() + seconds * 1000;
  let last: unknown;
  for (;;) {
    try {
      const answer = await probe();
      if (answer !== undefined) return answer;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`Not within ${seconds} seconds: ${what}.`, { cause: last });
    await sleep(100);
  }
}

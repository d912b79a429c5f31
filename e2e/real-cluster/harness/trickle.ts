import { setTimeout as sleep } from "node:timers/promises";
import { fetchSite, waitFor } from "../../harness/http.ts";

/** What a trickle of requests met. */
export interface TrickleCounts {
  readonly total: number;
  /** How often each status was answered. */
  readonly statuses: Readonly<Record<number, number>>;
  /** The requests that got no answer, or another one than expected, each with its second since the start. */
  readonly failures: readonly string[];
}

/** A running trickle. */
export interface Trickle {
  /** Resolves once so many more requests have been answered as expected; what is watched lies between two such waits. */
  answer(count: number): Promise<void>;
  /** Ends it after the request under way. */
  stop(): Promise<TrickleCounts>;
}

/** Asks for a page again and again, one request at a time, as a constant trickle of visitors does. */
export function startTrickle(url: string, { everyMilliseconds = 50, expectedStatus = 200 } = {}): Trickle {
  const statuses: Record<number, number> = {};
  const failures: string[] = [];
  let succeeded = 0;
  let total = 0;
  let isStopping = false;
  const began = Date.now();
  const request = async () => {
    const at = `${((Date.now() - began) / 1000).toFixed(1)} s`;
    total += 1;
    try {
      const response = await fetchSite(url, { signal: AbortSignal.timeout(15_000) });
      await response.text();
      statuses[response.status] = (statuses[response.status] ?? 0) + 1;
      if (response.status === expectedStatus) succeeded += 1;
      else failures.push(`${at}: ${response.status}`);
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : "";
      failures.push(`${at}: ${String(error)}${cause}`);
    }
  };
  const running = (async () => {
    while (!isStopping) {
      await request();
      await sleep(everyMilliseconds);
    }
  })();
  return {
    async answer(count) {
      const enough = succeeded + count;
      const hasAnswered = () => Promise.resolve(succeeded >= enough);
      await waitFor(`${url} to answer ${count} requests more`, hasAnswered, { timeoutSeconds: 240 });
    },
    async stop() {
      isStopping = true;
      await running;
      return { total, statuses, failures };
    },
  };
}

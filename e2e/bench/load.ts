import { Agent, get, type IncomingMessage } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { percentile } from "./figures.ts";

/** One person's way to the platform: an address of this machine that no other has, so that limits per address tell them apart. */
export interface Caller {
  readonly localAddress: string;
  readonly cookie?: string;
}

/** What became of one request. Status 0: the connection broke, or no answer came in time. */
export interface Outcome {
  readonly status: number;
  readonly milliseconds: number;
}

const timeoutMilliseconds = 15_000;

/** Sends one GET over a connection of its own and reads the answer to its end. */
export function request(url: string, caller: Caller): Promise<Outcome> {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const end = (status: number) => resolve({ status, milliseconds: performance.now() - startedAt });
    const sent = open(url, caller, (response) => {
      response.resume().on("end", () => end(response.statusCode ?? 0));
      response.on("error", () => end(0));
    });
    sent.setTimeout(timeoutMilliseconds, () => sent.destroy());
    sent.on("error", () => end(0));
  });
}

/** Opens a request and hands its answer over unread. */
export function open(url: string, { localAddress, cookie }: Caller, onResponse: (response: IncomingMessage) => void) {
  const { host, port, pathname, search } = new URL(url);
  return get(
    {
      ...{
        host: "127.0.0.1",
        port,
        path: `${pathname}${search}`,
        localAddress,
        agent: new Agent({ keepAlive: false }),
      },
      headers: { host, "sec-fetch-site": "same-origin", ...(cookie !== undefined && { cookie }) },
    },
    onResponse,
  );
}

/** How one address answered while somebody watched it. */
export interface Figures {
  readonly p50: number;
  readonly p99: number;
  readonly requests: number;
  /** Answers other than 200. */
  readonly failures: number;
}

/**
 * Requests each address at a fixed pace whatever the answers do, so that waiting counts as waiting, as long as `over` lasts.
 * @param addresses by name
 */
export async function watchAddresses(
  addresses: Readonly<Record<string, string>>,
  caller: Caller,
  over: Promise<unknown>,
): Promise<Readonly<Record<string, Figures>>> {
  let isOver = false;
  void over.finally(() => (isOver = true));
  const pending = Object.fromEntries(Object.keys(addresses).map((name) => [name, [] as Promise<Outcome>[]]));
  while (!isOver) {
    for (const [name, url] of Object.entries(addresses)) pending[name]?.push(request(url, caller));
    await sleep(200);
  }
  const entries = Object.entries(pending).map(
    async ([name, list]) => [name, summarize(await Promise.all(list))] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

function summarize(outcomes: readonly Outcome[]): Figures {
  const times = outcomes.map(({ milliseconds }) => milliseconds);
  return {
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    requests: outcomes.length,
    failures: outcomes.filter(({ status }) => status !== 200).length,
  };
}

/** How often each status came: "200 × 14, 429 × 1486". */
export function countStatuses(statuses: readonly number[]): string {
  const counts = new Map<number, number>();
  for (const status of statuses) counts.set(status, (counts.get(status) ?? 0) + 1);
  const words = [...counts].sort(([a], [b]) => a - b).map(([status, count]) => `${status || "broken"} × ${count}`);
  return words.join(", ");
}

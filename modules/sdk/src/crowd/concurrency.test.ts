import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createConcurrencyLimiter } from "./concurrency.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Begins a request and notes when its turn comes; a refused one is noted too. */
function visits(limit: { readonly running: number; readonly waiting: number }) {
  const limiter = createConcurrencyLimiter(limit, 5_000);
  const events: string[] = [];
  const leaves = new Map<string, () => void>();
  const visit = (address: string, name: string): void => {
    limiter.enter(address).then(
      (leave) => {
        events.push(name);
        leaves.set(name, leave);
      },
      (error: Error & { kind?: { code: string } }) => events.push(`${name}: ${error.kind?.code}`),
    );
  };
  const end = async (name: string): Promise<void> => {
    leaves.get(name)?.();
    await vi.advanceTimersByTimeAsync(0);
  };
  return { limiter, events, visit, end };
}

test("so many run at once, the next one's turn comes when one is done, and done is done once", async () => {
  const { limiter, events, visit, end } = visits({ running: 2, waiting: 8 });
  for (const name of ["1", "2", "3", "4"]) visit("a", name);
  await vi.advanceTimersByTimeAsync(0);
  expect([events, limiter.count()]).toEqual([["1", "2"], { running: 2, waiting: 2 }]);
  await end("1");
  await end("1");
  expect([events, limiter.count()]).toEqual([["1", "2", "3"], { running: 2, waiting: 1 }]);
});

test("addresses take turns: one that asks ten times keeps nobody waiting behind all ten", async () => {
  const { events, visit, end } = visits({ running: 1, waiting: 20 });
  for (let index = 0; index < 10; index += 1) visit("greedy", `greedy ${index}`);
  visit("other", "other");
  await vi.advanceTimersByTimeAsync(0);
  await end("greedy 0");
  await end("greedy 1");
  expect(events).toEqual(["greedy 0", "greedy 1", "other"]);
});

test("when nobody more may wait, the last of the longest line makes room for a newcomer", async () => {
  const { limiter, events, visit } = visits({ running: 1, waiting: 3 });
  for (let index = 0; index < 5; index += 1) visit("greedy", `greedy ${index}`);
  visit("other", "other");
  await vi.advanceTimersByTimeAsync(0);
  expect(events).toEqual(["greedy 0", "greedy 4: BUSY", "greedy 3: BUSY"]);
  expect(limiter.count()).toEqual({ running: 1, waiting: 3 });
});

test("whose turn does not come in time is refused, and takes no turn later", async () => {
  const { limiter, events, visit, end } = visits({ running: 1, waiting: 3 });
  visit("a", "1");
  visit("a", "2");
  await vi.advanceTimersByTimeAsync(5_000);
  expect([events, limiter.count().waiting]).toEqual([["1", "2: BUSY"], 0]);
  await end("1");
  expect(limiter.count()).toEqual({ running: 0, waiting: 0 });
});

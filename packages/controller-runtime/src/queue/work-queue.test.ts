import fc from "fast-check";
import { expect, test } from "vitest";

import { VirtualClock } from "../clock/virtual-clock.ts";
import { LOW_PRIORITY, WorkQueue } from "./work-queue.ts";

function makeQueue(clock = new VirtualClock()): { queue: WorkQueue; clock: VirtualClock } {
  return { queue: new WorkQueue({ name: "test", clock }), clock };
}

/** Takes and finishes all that is ready. */
async function drain(queue: WorkQueue, clock: VirtualClock): Promise<string[]> {
  const taken: string[] = [];
  let isOver = false;
  const draining = (async () => {
    for (let item = await queue.take(); item !== undefined; item = await queue.take()) {
      if (isOver) return;
      taken.push(item.key);
      queue.done(item.key);
    }
  })();
  await clock.advance(0);
  isOver = true;
  queue.shutDown();
  await draining;
  return taken;
}

test("a key added many times is handed out once", async () => {
  const { queue, clock } = makeQueue();
  for (let count = 0; count < 5; count++) queue.add("a");
  expect(await drain(queue, clock)).toEqual(["a"]);
});

test("higher priorities go first, equals in the order they came", async () => {
  const { queue, clock } = makeQueue();
  queue.add("low", { priority: LOW_PRIORITY });
  queue.add("one");
  queue.add("two");
  queue.add("high", { priority: 5 });
  expect(await drain(queue, clock)).toEqual(["high", "one", "two", "low"]);
});

test("adding again raises the priority and never lowers it", async () => {
  const { queue, clock } = makeQueue();
  queue.add("a", { priority: LOW_PRIORITY });
  queue.add("b");
  queue.add("a", { priority: 1 });
  queue.add("a", { priority: LOW_PRIORITY });
  expect(await drain(queue, clock)).toEqual(["a", "b"]);
});

test("a low priority that asks for an earlier time gets the time, and the high priority stays", async () => {
  const { queue, clock } = makeQueue();
  queue.add("a", { priority: 1, delayMilliseconds: 1000 });
  queue.add("b");
  queue.add("a", { priority: LOW_PRIORITY });
  expect(await drain(queue, clock)).toEqual(["a", "b"]);
});

test("a delayed key comes at its time, or at the earliest time asked for", async () => {
  const { queue, clock } = makeQueue();
  const taken: string[] = [];
  queue.add("late", { delayMilliseconds: 1000 });
  queue.add("sooner", { delayMilliseconds: 1000 });
  queue.add("sooner", { delayMilliseconds: 100 });
  void queue.take().then((item) => taken.push(item?.key ?? ""));
  void queue.take().then((item) => taken.push(item?.key ?? ""));
  await clock.advance(99);
  expect(taken).toEqual([]);
  await clock.advance(1);
  expect(taken).toEqual(["sooner"]);
  await clock.advance(899);
  expect(taken).toEqual(["sooner"]);
  await clock.advance(1);
  expect(taken).toEqual(["sooner", "late"]);
});

test("a key added while worked on is handed out again after it is done, not before", async () => {
  const { queue, clock } = makeQueue();
  queue.add("a");
  await queue.take();
  queue.add("a");
  const taken: string[] = [];
  void queue.take().then((item) => taken.push(item?.key ?? ""));
  await clock.advance(10);
  expect(taken).toEqual([]);
  queue.done("a");
  await clock.advance(0);
  expect(taken).toEqual(["a"]);
});

test("failures double the wait up to five minutes, and success starts over", async () => {
  const { queue, clock } = makeQueue();
  const waits: number[] = [];
  for (let failure = 0; failure < 20; failure++) {
    queue.addRateLimited("a");
    const before = clock.monotonic();
    const taking = queue.take();
    while (queue.active === 0) await clock.advanceToNext();
    await taking;
    waits.push(clock.monotonic() - before);
    queue.done("a");
  }
  waits.slice(0, 16).forEach((wait, failure) => {
    expect(wait).toBeGreaterThanOrEqual(5 * 2 ** failure);
    expect(wait).toBeLessThanOrEqual(5 * 2 ** failure * 1.1);
  });
  expect(Math.max(...waits)).toBeLessThanOrEqual(330_000);
  queue.forget("a");
  expect(queue.failures("a")).toBe(0);
});

test("shutting down frees everyone who waits and takes nothing more in", async () => {
  const { queue } = makeQueue();
  const waiting = [queue.take(), queue.take()];
  queue.shutDown();
  queue.add("a");
  expect(await Promise.all(waiting)).toEqual([undefined, undefined]);
  expect(await queue.take()).toBeUndefined();
});

test("whatever is added by whomever: no key twice at a time, and no wake-up lost", async () => {
  const step = fc.record({
    key: fc.integer({ min: 0, max: 5 }).map(String),
    priority: fc.constantFrom(LOW_PRIORITY, 0, 1),
    delayMilliseconds: fc.constantFrom(0, 0, 5, 50),
    pauseMilliseconds: fc.constantFrom(0, 1, 20),
    workMilliseconds: fc.constantFrom(0, 3, 30),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 4 }), async (steps, workers) => {
      const { queue, clock } = makeQueue();
      const active = new Set<string>();
      const lastAddedAt = new Map<string, number>();
      const lastTakenAt = new Map<string, number>();
      let sequence = 0;
      let overlaps = 0;
      let workMilliseconds = 0;
      const work = async (): Promise<void> => {
        for (let item = await queue.take(); item !== undefined; item = await queue.take()) {
          if (active.has(item.key)) overlaps++;
          active.add(item.key);
          lastTakenAt.set(item.key, ++sequence);
          await new Promise<void>((resolve) => clock.setTimeout(resolve, workMilliseconds));
          active.delete(item.key);
          queue.done(item.key);
        }
      };
      const working = Promise.all(Array.from({ length: workers }, work));
      for (const { key, pauseMilliseconds, ...options } of steps) {
        workMilliseconds = options.workMilliseconds;
        queue.add(key, options);
        lastAddedAt.set(key, ++sequence);
        await clock.advance(pauseMilliseconds);
      }
      await clock.advance(10_000);
      for (const [key, addedAt] of lastAddedAt) expect(lastTakenAt.get(key) ?? 0).toBeGreaterThan(addedAt);
      expect({ overlaps, waiting: queue.size, active: queue.active }).toEqual({ overlaps: 0, waiting: 0, active: 0 });
      queue.shutDown();
      await working;
    }),
    { numRuns: 60 },
  );
});

test("a key that is reconciled ten thousand times and rechecked later leaves a bounded number of entries", async () => {
  const { queue } = makeQueue();
  for (let count = 0; count < 10_000; count++) {
    queue.add("a");
    const item = await queue.take();
    queue.add(item?.key ?? "", { delayMilliseconds: 3_600_000 });
    queue.done("a");
  }
  expect(queue.size).toBe(1);
  expect(queue.kept).toBeLessThanOrEqual(100);
  queue.shutDown();
});

test("failures of keys that are forgotten are kept no longer", () => {
  const { queue } = makeQueue();
  for (let count = 0; count < 1_000; count++) {
    queue.addRateLimited(`key-${count}`);
    queue.forget(`key-${count}`);
  }
  expect(queue.failures("key-0")).toBe(0);
  queue.shutDown();
});

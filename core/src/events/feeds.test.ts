import { expect, test } from "vitest";
import { createFeeds } from "./feeds.ts";
import { createLocalBus } from "./local-bus.ts";

/** Streams of one instance that read it after each change, as the API's do. */
function followTimes(streams: number) {
  const bus = createLocalBus();
  const feeds = createFeeds(bus);
  const loads: PromiseWithResolvers<number>[] = [];
  const read = () =>
    feeds.read("shop", () => {
      const load = Promise.withResolvers<number>();
      loads.push(load);
      return load.promise;
    });
  const reads: Promise<number>[] = [];
  const stops = Array.from({ length: streams }, () => feeds.follow("shop", () => void reads.push(read())));
  return { bus, feeds, loads, reads, stops, read, change: () => bus.publish("instance", { id: "shop" }) };
}

test("a change is read once, for however many streams", async () => {
  const { loads, reads, change } = followTimes(1500);
  change();
  loads[0]?.resolve(1);
  expect(new Set(await Promise.all(reads))).toEqual(new Set([1]));
  expect([loads.length, reads.length]).toEqual([1, 1500]);
});

test("a change that comes while the last one is read is read again: nobody is left with the state before it", async () => {
  const { loads, reads, change } = followTimes(3);
  change();
  change();
  loads[0]?.resolve(1);
  loads[1]?.resolve(2);
  expect(await Promise.all(reads)).toEqual([1, 1, 1, 2, 2, 2]);
  expect(loads).toHaveLength(2);
});

test("a read that fails is nobody's state", async () => {
  const { loads, reads, read, change } = followTimes(2);
  change();
  loads[0]?.reject(new Error("the database is unavailable"));
  expect((await Promise.allSettled(reads)).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  const again = read();
  loads[1]?.resolve(2);
  expect(await again).toBe(2);
});

test("changes of others, and those after the last stream has gone, are not read", () => {
  const { bus, loads, stops, change } = followTimes(2);
  bus.publish("instance", { id: "events" });
  for (const stop of stops) stop();
  change();
  expect(loads).toHaveLength(0);
});

import { expect, test } from "vitest";
import { createLocalBus } from "../events/local-bus.ts";
import { TestClock } from "../testing/test-clock.ts";
import { followPublicData, publicDataSeconds, publishPublicData, readPublicData } from "../events/public-data.ts";
import { createReadCache } from "./read-cache.ts";

function createCounted() {
  const clock = new TestClock();
  const cache = createReadCache(clock);
  let loads = 0;
  const read = () => readPublicData({ cache }, "tariffs", async () => ++loads);
  return { clock, cache, read, loads: () => loads };
}

test("a crowd costs one load, and a later crowd one more", async () => {
  const { clock, read, loads } = createCounted();
  const crowd = () => Promise.all(Array.from({ length: 1000 }, read));
  expect(new Set(await crowd())).toEqual(new Set([1]));
  clock.advanceSeconds(publicDataSeconds - 1);
  await crowd();
  expect(loads()).toBe(1);
  clock.advanceSeconds(1);
  await crowd();
  expect(loads()).toBe(2);
});

test("a change is in the next answer here and on the other replicas, also while its state before is being loaded", async () => {
  const bus = createLocalBus();
  const [here, there] = [createCounted(), createCounted()];
  for (const { cache } of [here, there]) followPublicData(bus, cache);
  const before = here.read();
  await there.read();
  publishPublicData({ bus, cache: here.cache }, "tariffs");
  expect([await before, await here.read(), await there.read()]).toEqual([1, 2, 2]);
});

test("a load that fails is not kept", async () => {
  const cache = createReadCache(new TestClock());
  const fail = () => Promise.reject(new Error("the database is unavailable"));
  await expect(cache.read("tariffs", 5, fail)).rejects.toThrow("unavailable");
  expect(await cache.read("tariffs", 5, async () => "there")).toBe("there");
});

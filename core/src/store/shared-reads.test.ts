import { expect, test } from "vitest";
import { createSharedReads } from "./shared-reads.ts";

function startCounting() {
  const reads = createSharedReads();
  const loads: PromiseWithResolvers<number>[] = [];
  const read = (name = "session") =>
    reads.read(name, () => {
      const load = Promise.withResolvers<number>();
      loads.push(load);
      return load.promise;
    });
  return { reads, loads, read };
}

test("requests that meet share one read, and those after its answer read again", async () => {
  const { loads, read } = startCounting();
  const crowd = Array.from({ length: 1500 }, () => read());
  const other = read("another session");
  loads[0]?.resolve(1);
  loads[1]?.resolve(2);
  expect(new Set(await Promise.all(crowd))).toEqual(new Set([1]));
  expect(await other).toBe(2);
  const later = read();
  loads[2]?.resolve(3);
  expect(await later).toBe(3);
});

test("after a session has ended nobody joins a read that began before", async () => {
  const { reads, loads, read } = startCounting();
  const before = read();
  reads.forget();
  const after = read();
  loads[1]?.resolve(2);
  loads[0]?.resolve(1);
  expect([await before, await after]).toEqual([1, 2]);
});

test("a read that fails fails for those who met in it only", async () => {
  const { loads, read } = startCounting();
  const crowd = [read(), read()];
  loads[0]?.reject(new Error("the database is unavailable"));
  expect((await Promise.allSettled(crowd)).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  const again = read();
  loads[1]?.resolve(1);
  expect(await again).toBe(1);
});

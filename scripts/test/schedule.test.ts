import { expect, test } from "vitest";
import { runSideBySide } from "./schedule.ts";
import type { Suite } from "./suite.ts";
import { nothing } from "@tochka-rosta/testing";

function suite(name: string, after: readonly string[] = []): Suite {
  return {
    name,
    after,
    command: [],
    limitMinutes: 1,
    forgetResults: () => undefined,
    countResults: () => nothing,
  };
}

/** Runs the suites by hand: `end` lets one end, `running` tells which run at this moment. */
function runByHand(suites: readonly Suite[], slots: number) {
  const ends = new Map<string, () => void>();
  const results = runSideBySide(suites, slots, ({ name }) => {
    return new Promise<string>((resolve) => ends.set(name, () => resolve(`${name} ended`)));
  });
  const end = async (name: string) => {
    ends.get(name)?.();
    ends.delete(name);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { results, end, running: () => [...ends.keys()].sort() };
}

test("no more suites than slots run at once", async () => {
  const { results, end, running } = runByHand([suite("a"), suite("b"), suite("c"), suite("d")], 2);
  expect(running()).toEqual(["a", "b"]);
  await end("a");
  expect(running()).toEqual(["b", "c"]);
  for (const name of ["b", "c", "d"]) await end(name);
  expect(await results).toEqual(["a ended", "b ended", "c ended", "d ended"]);
});

test("a suite starts when all that it comes after have ended; one that is not part of the run is not waited for", async () => {
  const { results, end, running } = runByHand([suite("last", ["a", "b", "absent"]), suite("a"), suite("b", ["a"])], 3);
  expect(running()).toEqual(["a"]);
  await end("a");
  expect(running()).toEqual(["b"]);
  await end("b");
  expect(running()).toEqual(["last"]);
  await end("last");
  expect(await results).toEqual(["last ended", "a ended", "b ended"]);
});

test("suites that wait for each other are an error, not a run without end", async () => {
  await expect(runByHand([suite("a", ["b"]), suite("b", ["a"])], 2).results).rejects.toThrow(
    "wait for each other: a, b",
  );
});

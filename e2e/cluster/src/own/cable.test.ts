import { expect, test } from "vitest";
import { chooseCable } from "./cable.ts";
import { cableOf } from "./settings.ts";

test("a cable takes the first network that this machine does not use, by link or by address", () => {
  expect(chooseCable({})).toBe(1);
  expect(chooseCable({ rosta1: [] })).toBe(2);
  expect(chooseCable({ eth0: [{ address: "10.77.1.9" }], rosta2: [{ address: "10.77.2.1" }] })).toBe(3);
  expect(chooseCable({ eth0: [{ address: "10.77.11.1" }] })).toBe(1);
});

test("no free network is an error that says so", () => {
  const all = Object.fromEntries(Array.from({ length: 254 }, (_, index) => [cableOf(index + 1).link, []]));
  expect(() => chooseCable(all)).toThrow("in use");
});

import { expect, test } from "vitest";
import { canonicalJson, isSameJson } from "./canonical-json.ts";

test("keys are in order at every depth, elements of lists stay where they are", () => {
  expect(canonicalJson({ b: { d: 1, c: [{ z: 1, y: 2 }] }, a: null })).toBe(
    '{"a":null,"b":{"c":[{"y":2,"z":1}],"d":1}}',
  );
});

test("values are equal by what they hold", () => {
  expect(isSameJson({ a: 1, b: [1, 2] }, { b: [1, 2], a: 1 })).toBe(true);
  expect(isSameJson({ a: 1, b: undefined }, { a: 1 })).toBe(true);
  expect(isSameJson([1, 2], [2, 1])).toBe(false);
  expect(isSameJson({ a: 1 }, { a: "1" })).toBe(false);
});

import { expect, test } from "vitest";
import { canonicalQuantity, compareQuantities, isQuantity } from "./quantity.ts";

test.each([
  ["0.5", "500m"],
  ["1000m", "1"],
  ["2", "2"],
  ["1000", "1k"],
  ["1500", "1500"],
  ["1024Mi", "1Gi"],
  ["1.5Gi", "1536Mi"],
  ["512Ki", "512Ki"],
  ["0", "0"],
  ["100M", "100M"],
  ["1e3", "1k"],
  ["-0.5", "-500m"],
  ["nonsense", "nonsense"],
])("%s is written back as %s", (given, expected) => {
  expect(canonicalQuantity(given)).toBe(expected);
});

test("quantities compare by worth, not by text", () => {
  expect(compareQuantities("1Gi", "1G")).toBeGreaterThan(0);
  expect(compareQuantities("0.1", "100m")).toBe(0);
  expect(compareQuantities("999m", "1")).toBeLessThan(0);
  expect(isQuantity("1.2.3")).toBe(false);
});

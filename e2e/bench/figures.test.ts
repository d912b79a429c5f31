import { expect, test } from "vitest";
import { formatTable, percentile } from "./figures.ts";

test("a percentile is one of the values, by nearest rank", () => {
  const values = [10, 1, 9, 2, 8, 3, 7, 4, 6, 5];
  expect([0, 0.5, 0.95, 1].map((share) => percentile(values, share))).toEqual([1, 5, 10, 10]);
  expect(percentile([], 0.5)).toBeNaN();
});

test("a table lines its columns up", () => {
  expect(formatTable(["step", "p50"], [["database", "0.1 s"]])).toBe(
    "| step     |   p50 |\n|----------|------:|\n| database | 0.1 s |",
  );
});

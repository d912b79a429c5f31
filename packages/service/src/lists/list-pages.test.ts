import { expect, test } from "vitest";
import { countPages, planPageLinks, readPageNumber } from "./list-pages.ts";

test.each([
  [undefined, 1],
  ["1", 1],
  ["99", 99],
  ["100000", 100_000],
])("%s names page %s", (asked, number) => {
  expect(readPageNumber(asked)).toBe(number);
});

test.each(["", "0", "-1", "01", "1.0", "1e2", "+1", " 1", "abc", "100001", "9999999999", "１", "NaN"])(
  "%j names no page",
  (asked) => {
    expect(readPageNumber(asked)).toBeUndefined();
  },
);

test("an empty list has one page", () => {
  expect([0, 1, 24, 25].map((total) => countPages(total, 24))).toEqual([1, 1, 1, 2]);
});

test.each([
  [1, 1, [1]],
  [1, 2, [1, 2]],
  [1, 3, [1, 2, 3]],
  [1, 9, [1, 2, "gap", 9]],
  [3, 9, [1, 2, 3, 4, "gap", 9]],
  [4, 9, [1, 2, 3, 4, 5, "gap", 9]],
  [5, 9, [1, "gap", 4, 5, 6, "gap", 9]],
  [9, 9, [1, "gap", 8, 9]],
])("from page %i of %i the pager leads to %j", (number, last, links) => {
  expect(planPageLinks(number, last)).toEqual(links);
});

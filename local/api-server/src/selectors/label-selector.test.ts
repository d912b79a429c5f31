import { expect, test } from "vitest";
import { parseLabelSelector } from "./label-selector.ts";

const labels = { app: "shop", tier: "front", "example.com/owner": "a" };

test.each([
  ["app=shop", true],
  ["app==shop", true],
  ["app!=shop", false],
  ["missing!=x", true],
  ["app in (shop, core)", true],
  ["app notin (shop, core)", false],
  ["missing notin (a)", true],
  ["app", true],
  ["!app", false],
  ["!missing", true],
  ["app=shop,tier in (front),!missing", true],
  ["app=shop,tier=back", false],
  ["example.com/owner=a", true],
])("%s matches: %s", (selector, expected) => {
  expect(parseLabelSelector(selector)?.(labels)).toBe(expected);
});

test("an empty selector selects without looking", () => {
  expect(parseLabelSelector("")).toBeUndefined();
});

test("what is no selector is refused", () => {
  expect(() => parseLabelSelector("a b c")).toThrow(/unable to parse requirement/);
});

import { expect, test } from "vitest";

import { matchesLabelSelector } from "./label-selector.ts";

const labels = { app: "shop", tier: "web", "example.com/part": "a" };

test.for<[string | undefined, boolean]>([
  [undefined, true],
  ["", true],
  ["app=shop", true],
  ["app==shop", true],
  ["app=other", false],
  ["app!=other", true],
  ["missing!=x", true],
  ["app", true],
  ["missing", false],
  ["!missing", true],
  ["!app", false],
  ["app in (shop, events)", true],
  ["app in (events)", false],
  ["app notin (events)", true],
  ["missing in (a)", false],
  ["missing notin (a)", true],
  ["app=shop,tier=web", true],
  ["app=shop,tier=db", false],
  ["app in (shop,events),tier notin (db),!missing,example.com/part=a", true],
])("%s: %s", ([selector, expected]) => {
  expect(matchesLabelSelector(selector, labels)).toBe(expected);
});

test("an object without labels matches what asks for absence only", () => {
  expect([matchesLabelSelector("!a", undefined), matchesLabelSelector("a=b", undefined)]).toEqual([true, false]);
});

import { expect, test } from "vitest";
import { spellSubdomain } from "./subdomain.ts";

test.each([
  ["Мастерская «Глина»", "masterskaya-glina-"],
  ["щука", "schuka"],
  ["My--Shop", "my-shop"],
  ["-alpha", "alpha"],
  ["подъезд №1", "podezd-1"],
  ["", ""],
])("%j is spelt %j", (typed, spelt) => {
  expect(spellSubdomain(typed)).toBe(spelt);
});

test("an address is never longer than core takes", () => {
  expect(spellSubdomain("щ".repeat(40))).toHaveLength(40);
});

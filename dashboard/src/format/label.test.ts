import { expect, test } from "vitest";
import { spellAsLabel } from "./label.ts";

test.each([
  ["Мастерская «Глина»", "masterskaya-glina-"],
  ["щука", "schuka"],
  ["My--Shop", "my-shop"],
  ["-alpha", "alpha"],
  ["подъезд №1", "podezd-1"],
  ["", ""],
])("%j is spelt %j", (typed, spelt) => {
  expect(spellAsLabel(typed, 40)).toBe(spelt);
});

test("a label is never longer than it may be", () => {
  expect(spellAsLabel("щ".repeat(40), 40)).toHaveLength(40);
});

import { expect, test } from "vitest";
import { findPhoneParts } from "./find-phone-parts.ts";

test.each([
  ["8 (999) 123-45-67", ["+79991234567"]],
  ["+7\u00a0999\u00a0123\u201145\u201167", ["+79991234567"]],
  ["tel:+7 495 123 45 67", ["+74951234567"]],
  ["45-67", ["4567"]],
  ["8 999 1", ["89991", "9991"]],
  ["+7 999", ["7999", "999"]],
  ["123", []],
  ["Анна", []],
  ["№ 4567", []],
  ["", []],
  ["%%%%", []],
])("%s is looked for as %j", (typed, parts) => {
  expect(findPhoneParts(typed)).toEqual(parts);
});

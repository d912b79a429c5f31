import { expect, test } from "vitest";
import { measurePassword } from "./password-strength.ts";

test.each([
  ["коротк", 0],
  ["11111111", 1],
  ["12345678", 1],
  ["password", 1],
  ["Glina2026", 2],
  ["гончарный круг", 3],
  ["Волна-и-чашка-7", 3],
] as const)("%j measures %i", (password, strength) => {
  expect(measurePassword(password)).toBe(strength);
});

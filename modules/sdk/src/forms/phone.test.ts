import { expect, test } from "vitest";
import { formatPhone, normalizePhone } from "./phone.ts";

test.each(["+79991234567", "89991234567", "79991234567", "9991234567", "8 (999) 123-45-67", "+7 999 123‑45‑67"])(
  "%s is one and the same number",
  (text) => {
    expect(normalizePhone(text)).toBe("+79991234567");
  },
);

test.each(["", "123", "+7 495 123-45-67", "+1 999 123 4567", "8999123456", "899912345678", "телефон"])(
  "%j is no Russian mobile number",
  (text) => {
    expect(normalizePhone(text)).toBeUndefined();
  },
);

test("a number is shown in groups", () => {
  expect(formatPhone("+79991234567")).toBe("+7 999 123-45-67");
  expect(formatPhone("")).toBe("");
});

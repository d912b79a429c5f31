import { expect, test } from "vitest";
import { readPhone } from "./phone.ts";

test("a phone is stored in one form, whatever its spelling", () => {
  for (const typed of ["8 (999) 123-45-67", "+7.999.123.45.67", "\u202a+7 999 123−45−67\u202c"]) {
    expect(readPhone(typed)).toBe("+79991234567");
  }
});

test.each([
  ["+992 93 123 4567", "PHONE_FOREIGN"],
  ["84951234567", "PHONE_NOT_MOBILE"],
  ["+7999123456a", "PHONE_NOT_MOBILE"],
])("%s is refused as %s, never bent into another number", (typed, code) => {
  expect(() => readPhone(typed)).toThrow(expect.objectContaining({ fields: [{ field: "phone", code }] }));
});

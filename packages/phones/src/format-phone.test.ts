import { describe, expect, test } from "vitest";
import { formatPhone, formatWhileTyping, maskPhone } from "./format-phone.ts";
import { readContactPhone } from "./read-phone.ts";

test("a stored number is shown in groups, and read back as the same", () => {
  expect(formatPhone("+79991234567")).toBe("+7 (999) 123-45-67");
  expect(formatPhone("+78005553535")).toBe("8 800 555-35-35");
  expect(formatPhone("")).toBe("");
  for (const phone of ["+79991234567", "+78005553535", "+74951234567"]) {
    expect(readContactPhone(formatPhone(phone))).toEqual({ ok: true, phone });
  }
});

test("a masked number shows its kind and its last two digits", () => {
  expect(maskPhone("+79991234567")).toBe("+7 9** ***-**-67");
});

describe("a number while it is typed", () => {
  test.each([
    ["9", "+7 (9"],
    ["8", ""],
    ["89", "+7 (9"],
    ["+", ""],
    ["+7", ""],
    ["+7 (9", "+7 (9"],
    ["912345", "+7 (912) 345"],
    ["8 912 345 67 89", "+7 (912) 345-67-89"],
    ["+7(912)345-67-89", "+7 (912) 345-67-89"],
    ["+7.912.345.67.89", "+7 (912) 345-67-89"],
    ["\u202a+7 912 345-67-89\u202c", "+7 (912) 345-67-89"],
  ])("%j is shown as %j", (typed, shown) => {
    expect(formatWhileTyping(typed, "")).toBe(shown);
  });

  test.each(["+992 93 123 4567", "+9", "992931234567", "+7 (912) 345-67-890", "8 912 345-67-89 and more 55", "abc"])(
    "%j stays as it was typed, since no Russian number can come of it",
    (typed) => {
      expect(formatWhileTyping(typed, "")).toBe(typed);
    },
  );

  test("deleting from the end reaches the empty field", () => {
    let shown = "+7 (912) 345-67-89";
    for (let press = 0; press < 20 && shown !== ""; press += 1) shown = formatWhileTyping(shown.slice(0, -1), shown);
    expect(shown).toBe("");
  });
});

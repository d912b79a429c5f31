import { describe, expect, test } from "vitest";
import { formatPhone, maskPhone, readPhoneDigits } from "./phone.ts";

describe("a phone number as it is typed", () => {
  test.each([
    ["9", "+7 (9"],
    ["8", ""],
    ["89", "+7 (9"],
    ["+7", ""],
    ["+7 (9", "+7 (9"],
    ["912345", "+7 (912) 345"],
    ["8 912 345 67 89", "+7 (912) 345-67-89"],
    ["+7(912)345-67-89", "+7 (912) 345-67-89"],
    ["7 912 345-67-89 and more 55", "+7 (912) 345-67-89"],
  ])("%j is shown as %j", (typed, shown) => {
    expect(maskPhone(typed, "")).toBe(shown);
  });

  test("a number of any length survives being formatted and read again", () => {
    for (let length = 0; length <= 10; length += 1) {
      const digits = "9123456789".slice(0, length);
      expect(readPhoneDigits(formatPhone(digits))).toBe(digits);
    }
  });

  test("deleting from the end reaches the empty field", () => {
    let shown = "+7 (912) 345-67-89";
    for (let press = 0; press < 20 && shown !== ""; press += 1) shown = maskPhone(shown.slice(0, -1), shown);
    expect(shown).toBe("");
  });
});

import { describe, expect, test } from "vitest";
import { displayPhone, maskPhone, normalisePhone } from "./phone.ts";

describe("normalisePhone", () => {
  test.each(["89991234567", "79991234567", "+79991234567", "9991234567", "8 (999) 123-45-67", "+7 999 123–45–67"])(
    "reads %s as the same number",
    (input) => expect(normalisePhone(input)).toBe("+79991234567"),
  );

  test.each(["84951234567", "+19991234567", "8999123456", "899912345678", "", "abc", "+7999123456a", "89991234567;"])(
    "refuses %s",
    (input) => expect(normalisePhone(input)).toBeUndefined(),
  );
});

test("a phone is shown in groups, and masked for others", () => {
  expect(displayPhone("+79991234567")).toBe("+7 (999) 123-45-67");
  expect(maskPhone("+79991234567")).toBe("+7 9** ***-**-67");
});

import { describe, expect, test } from "vitest";
import { describePhoneProblem } from "./describe-problem.ts";
import { readContactPhone, readMobilePhone, type PhoneProblem } from "./read-phone.ts";

const spellings = [
  "+79991234567",
  "89991234567",
  "79991234567",
  "9991234567",
  "8 (999) 123-45-67",
  "8(999)1234567",
  "+7 999 123‑45‑67",
  "+7 999 123–45—67",
  "+7 999 123−45−67",
  "+7.999.123.45.67",
  "+7\u00a0999\u202f123\u200945 67",
  "\u202a+79991234567\u202c",
  "\u200e+7 999 123 45 67\ufeff",
  "8\u00ad999\u200b1234567",
  "+7[999]123/45/67",
  "tel:+7-999-123-45-67",
  "+７９９９１２３４５６７",
  "007 999 123 45 67",
];

describe("a number to sign in with", () => {
  test.each(spellings)("%j is one and the same number", (typed) => {
    expect(readMobilePhone(typed)).toEqual({ ok: true, phone: "+79991234567" });
  });

  test.each<[string, PhoneProblem]>([
    ["+992 93 123 4567", "foreign"],
    ["992931234567", "foreign"],
    ["00992931234567", "foreign"],
    ["8 10 992 93 123 4567", "foreign"],
    ["+1 999 123 4567", "foreign"],
    ["+8 999 123 45 67", "foreign"],
    ["19991234567", "foreign"],
    ["+375 29 123-45-67", "foreign"],
    ["+7 701 123 45 67", "not_russian"],
    ["+7 099 123 45 67", "not_russian"],
    ["8-800-555-35-35", "not_mobile"],
    ["+7 495 123-45-67", "not_mobile"],
    ["4951234567", "not_mobile"],
    ["8999123456", "too_short"],
    ["812 345-67-89", "too_short"],
    ["899912345678", "too_long"],
    ["+7 999 123 45 67 8", "too_long"],
    ["999 123 45 6", "too_short"],
    ["+", "too_short"],
    ["00", "too_short"],
    ["", "empty"],
    [" \u200b ", "empty"],
    ["телефон", "not_a_number"],
    ["+7999123456a", "not_a_number"],
    ["89991234567;", "not_a_number"],
    ["8+9991234567", "not_a_number"],
    ["++79991234567", "not_a_number"],
    ["٩٩٩١٢٣٤٥٦٧", "not_a_number"],
  ])("%j is refused as %s", (typed, problem) => {
    expect(readMobilePhone(typed)).toEqual({ ok: false, problem });
  });
});

describe("a number to be called on", () => {
  test.each([
    ["8-800-555-35-35", "+78005553535"],
    ["+7 495 123-45-67", "+74951234567"],
    ["8 (3412) 12-34-56", "+73412123456"],
    ["495 123 45 67", "+74951234567"],
    ["+7 812 345-67-89", "+78123456789"],
    ["8 812 345-67-89", "+78123456789"],
    ["9991234567", "+79991234567"],
  ])("%j is %s", (typed, phone) => {
    expect(readContactPhone(typed)).toEqual({ ok: true, phone });
  });

  test.each<[string, PhoneProblem]>([
    ["+992 93 123 4567", "foreign"],
    ["12-34-56", "too_short"],
    ["+7 701 123 45 67", "not_russian"],
  ])("%j is refused as %s", (typed, problem) => {
    expect(readContactPhone(typed)).toEqual({ ok: false, problem });
  });
});

test("no number that was read is read differently in another spelling", () => {
  for (const area of ["301", "495", "800", "812", "900", "999"]) {
    const digits = `${area}1234567`;
    for (const typed of [`+7${digits}`, `8${digits}`, `7${digits}`]) {
      expect(readContactPhone(typed)).toEqual({ ok: true, phone: `+7${digits}` });
    }
  }
});

test("every reason has a sentence in both languages", () => {
  const problems: PhoneProblem[] = [
    "empty",
    "not_a_number",
    "foreign",
    "too_short",
    "too_long",
    "not_russian",
    "not_mobile",
  ];
  for (const problem of problems) {
    expect(describePhoneProblem(problem, "ru")).toMatch(/^[А-Я].*\.$/);
    expect(describePhoneProblem(problem, "en")).toMatch(/^[A-Z].*\.$/);
  }
});

import { expect, it } from "vitest";
import { describeEmailProblem, type EmailProblem, readEmail } from "./read-email.ts";

it.for<[string, string]>([
  ["anna@example.ru", "anna@example.ru"],
  ["  Anna.Petrova+shop@Example.RU\n", "Anna.Petrova+shop@example.ru"],
  ["mailto:anna@example.ru", "anna@example.ru"],
  ["anna@почта.рф", "anna@xn--80a1acny.xn--p1ai"],
  ["\u200banna@example.ru\ufeff", "anna@example.ru"],
  ["o'neil@example.co.uk", "o'neil@example.co.uk"],
])("takes %j", ([typed, address]) => {
  expect(readEmail(typed)).toEqual({ ok: true, address });
});

it.for<[string, EmailProblem]>([
  ["", "empty"],
  ["   ", "empty"],
  ["anna", "not_an_address"],
  ["@example.ru", "not_an_address"],
  ["anna@", "not_an_address"],
  ["anna@localhost", "not_an_address"],
  ["anna@127.0.0.1", "not_an_address"],
  ["anna@2130706433", "not_an_address"],
  ["anna@[127.0.0.1]", "not_an_address"],
  ["anna@example.ru:25", "not_an_address"],
  ["anna@example.ru/x", "not_an_address"],
  ["anna@exa%6dple.ru", "not_an_address"],
  ["anna@-example.ru", "not_an_address"],
  ["anna..p@example.ru", "not_an_address"],
  [".anna@example.ru", "not_an_address"],
  ['"a b"@example.ru', "several"],
  ["a@example.ru,b@example.ru", "several"],
  ["a@example.ru b@example.ru", "several"],
  ["Anna <anna@example.ru>", "several"],
  ["anna@example.ru\r\nBcc: all@example.ru", "several"],
  ["a@b@example.ru", "several"],
  ["анна@example.ru", "not_latin"],
  [`${"a".repeat(65)}@example.ru`, "too_long"],
  [`a@${"b".repeat(60)}.${"c".repeat(60)}.${"d".repeat(60)}.${"e".repeat(60)}.${"f".repeat(20)}.ru`, "too_long"],
])("refuses %j in words", ([typed, problem]) => {
  expect(readEmail(typed)).toEqual({ ok: false, problem });
  for (const language of ["ru", "en"] as const) expect(describeEmailProblem(problem, language)).toMatch(/[.]$/);
});

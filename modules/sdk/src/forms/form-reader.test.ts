import { expect, test } from "vitest";
import { readForm } from "./form-reader.ts";
import type { Form } from "./form.ts";

const formOf = (fields: Record<string, string>): Form => ({ fields: new Map(Object.entries(fields)), file: undefined });

test("what can be taken is read by the one rule, and what is missing is empty", () => {
  const fields = readForm(formOf({ a: " Размер\tЦена ", b: "one\r\ntwo", c: "8-800-555-35-35" }), "ru");
  expect([fields.line("a", { maxLength: 80 }), fields.paragraphs("b", { maxLength: 80 })]).toEqual([
    "Размер Цена",
    "one\ntwo",
  ]);
  expect(fields.contactPhone("c")).toBe("+78005553535");
  expect([fields.line("x", { maxLength: 8 }), fields.contactPhone("x")]).toEqual(["", ""]);
  expect(fields.errors).toEqual({});
});

test("what cannot be taken is named by its field in the person's language, and nothing is cut", () => {
  const fields = readForm(formOf({ a: "x".repeat(9), b: "A\u0000B", c: "+992 93 123 4567" }), "en");
  expect([
    fields.line("a", { maxLength: 8 }),
    fields.paragraphs("b", { maxLength: 8 }),
    fields.contactPhone("c"),
  ]).toEqual(["", "", ""]);
  expect(fields.errors).toEqual({
    a: "Too long: at most 8 characters are allowed, now 9.",
    b: expect.stringContaining("control character"),
    c: expect.stringContaining("number of another country"),
  });
});

import { expect, test } from "vitest";
import { type Form, formOfBody, readInteger, readTick } from "./form.ts";

const formOf = (fields: Record<string, string>): Form => ({ fields: new Map(Object.entries(fields)), file: undefined });

test.each([
  ["5", 5],
  ["1 000", 1000],
  ["-1", undefined],
  ["1.5", undefined],
  ["", undefined],
  ["1001", undefined],
  ["0x10", undefined],
])("the whole number %j from 0 to 1000 reads as %s", (text, value) => {
  expect(readInteger(formOf({ a: text }), "a", 0, 1000)).toBe(value);
});

test("a JSON body makes the same form, without nested values", () => {
  const form = formOfBody({ name: "x", count: 3, consent: true, nested: { a: 1 }, twice: ["a", "b"], none: null });
  expect([...form.fields]).toEqual([
    ["name", "x"],
    ["count", "3"],
    ["consent", "true"],
    ["twice", "b"],
  ]);
  expect(readTick(form, "consent")).toBe(true);
  expect(readTick(form, "name")).toBe(false);
});

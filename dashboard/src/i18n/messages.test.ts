import { createTranslator } from "next-intl";
import { expect, test } from "vitest";
import { messages } from "./messages.ts";

function flatten(value: object, prefix = ""): Map<string, string> {
  const entries = Object.entries(value).flatMap(([key, inner]: [string, string | object]) =>
    typeof inner === "string" ? [[`${prefix}${key}`, inner] as const] : [...flatten(inner, `${prefix}${key}.`)],
  );
  return new Map(entries);
}

const ru = flatten(messages.ru);
const en = flatten(messages.en);

/** Names that a text is filled with, tags included. */
function readNames(text: string): string[] {
  return [...new Set([...text.matchAll(/\{(\w+)[,}]|<(\w+)>/g)].map(([, value, tag]) => value ?? `<${tag}>`))].sort();
}

test("both languages have the same texts", () => {
  expect([...en.keys()].sort()).toEqual([...ru.keys()].sort());
});

test("a text takes the same values in both languages", () => {
  const different = [...ru].filter(([key, text]) => readNames(text).join() !== readNames(en.get(key) ?? "").join());
  expect(different.map(([key]) => key)).toEqual([]);
});

test("no Russian text was left untranslated", () => {
  const allowed = /\((ИП|ООО)\)/g;
  expect([...en].filter(([, text]) => /[а-яё]/i.test(text.replace(allowed, "")))).toEqual([]);
});

test.each([
  [1, "1 сайт на своём адресе"],
  [2, "2 сайта на своих адресах"],
  [5, "5 сайтов на своих адресах"],
  [21, "21 сайт на своём адресе"],
])("%i site(s) are counted in Russian", (count, text) => {
  const t = createTranslator({ locale: "ru", messages: messages.ru, namespace: "tariffs" });
  expect(t("sites", { count })).toBe(text);
});

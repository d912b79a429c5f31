import { expect, test } from "vitest";
import { RefusedError } from "../route/refusals.ts";
import { listPath, readChoice, readPage, readPageSize, readSearch } from "./list-address.ts";

const page = (query: Record<string, string>) => ({ path: "/", language: "ru" as const, query });
const api = (query: Record<string, string>) => ({ path: "/api/products", language: "ru" as const, query });

function refusalOf(read: () => unknown): { status: number; title: string } | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return { status: error.kind.status, title: error.kind.title.ru };
  }
}

test("an address without a word is the first page, unsearched", () => {
  expect([readPage(page({})), readSearch(page({})), readChoice(page({}), "sort", ["up"])]).toEqual([1, "", undefined]);
  expect(readPageSize(api({}), 20, 100)).toBe(20);
});

test.each(["0", "-1", "abc", "1.5", "", "1e3", "100001"])(
  "page=%s is no page: 404 to people, in words to programs",
  (number) => {
    expect(refusalOf(() => readPage(page({ page: number })))).toMatchObject({ status: 404 });
    expect(refusalOf(() => readPage(api({ page: number })))).toEqual({ status: 400, title: "page: целое число от 1" });
  },
);

test.each(["0", "101", "x"])("page_size=%s is refused, never bent", (size) => {
  expect(refusalOf(() => readPageSize(api({ page_size: size }), 20, 100))).toEqual({
    status: 400,
    title: "page_size: целое число от 1 до 100",
  });
});

test("a filter takes its own words only", () => {
  expect(readChoice(page({ sort: "up" }), "sort", ["up", "down"])).toBe("up");
  expect(readChoice(page({ sort: "" }), "sort", ["up", "down"])).toBeUndefined();
  expect(refusalOf(() => readChoice(page({ sort: "toString" }), "sort", ["up"]))).toMatchObject({ status: 404 });
  expect(refusalOf(() => readChoice(api({ sort: "x" }), "sort", ["up", "down"]))).toEqual({
    status: 400,
    title: "sort: одно из: up, down",
  });
});

test("a search is refused in words where it cannot be looked for, and never cut", () => {
  expect(readSearch(page({ q: "  зелёный\tчай " }))).toBe("зелёный чай");
  expect(readSearch(page({ q: "\u200b" }))).toBe("");
  expect(refusalOf(() => readSearch(page({ q: "ж".repeat(81) })))).toMatchObject({
    status: 400,
    title: expect.stringContaining("не больше 80"),
  });
  expect(refusalOf(() => readSearch(page({ q: "a\u0001" })))).toMatchObject({ status: 400 });
});

test("a path holds what is chosen, in its order, and nothing else", () => {
  expect(listPath("/", { q: undefined, sort: "" })).toBe("/");
  expect(listPath("/", { q: "а&б", page: "2" })).toBe("/?q=%D0%B0%26%D0%B1&page=2");
});

import { expect, test } from "vitest";
import { listPath, readListQuery } from "./list-query.ts";

test("an address without a word is the first page of everything", () => {
  expect(readListQuery({}, "ru")).toEqual({ page: 1, search: "" });
});

test("a search is read as it is stored, and the last of equal names counts", () => {
  expect(readListQuery({ q: ["one", "  Ко\u00adфе\u0438\u0306ня "], page: "2" }, "ru")).toEqual({
    page: 2,
    search: "Ко\u00adфейня",
  });
});

test.each(["0", "abc", "-1", "1.5", ""])("the page %j is not there", (page) => {
  expect(() => readListQuery({ page }, "ru")).toThrow("NEXT_HTTP_ERROR_FALLBACK;404");
});

test("what cannot be looked for stays in its box and says why", () => {
  const search = "ж".repeat(81);
  expect(readListQuery({ q: search }, "ru")).toMatchObject({ search, problem: expect.stringContaining("80") });
});

test("a path holds what is chosen and no more", () => {
  expect(listPath("/founder/users", { page: 1, search: "" })).toBe("/founder/users");
  expect(listPath("/founder/users", { page: 3, search: "a&b" })).toBe("/founder/users?q=a%26b&page=3");
});

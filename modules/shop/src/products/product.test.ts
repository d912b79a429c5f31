import { expect, test } from "vitest";
import { idOfSlug, productPath, slugOf } from "./product.ts";

test.each([
  ["Чай «Улун», 100 г", "chay-ulun-100-g"],
  ["Щётка — ЁЖ!", "schetka-ezh"],
  ["Tea & Coffee", "tea-coffee"],
  ["🍵", ""],
  ["x".repeat(100), "x".repeat(60)],
])("the title %j becomes %j", (title, slug) => {
  expect(slugOf(title)).toBe(slug);
});

test("a path leads back to its product", () => {
  for (const title of ["Чай 100", "🍵", "a-b-c"]) {
    expect(idOfSlug(productPath({ id: 42, title }).slice("/products/".length))).toBe(42);
  }
});

test.each(["", "chay", "chay-", "-", "12x", "9999999999999999"])("%j names no product", (slug) => {
  expect(idOfSlug(slug)).toBeUndefined();
});

import { expect, test } from "vitest";
import { countText, fill } from "./language.ts";

const items = { ru: { one: "товар", few: "товара", many: "товаров" }, en: { one: "item", many: "items" } };

test.each([
  [0, "0 товаров"],
  [1, "1 товар"],
  [2, "2 товара"],
  [4, "4 товара"],
  [5, "5 товаров"],
  [11, "11 товаров"],
  [12, "12 товаров"],
  [21, "21 товар"],
  [22, "22 товара"],
  [111, "111 товаров"],
])("%i is counted in Russian as %s", (count, text) => {
  expect(countText(items, "ru", count)).toBe(text);
});

test("English knows one and many", () => {
  expect([0, 1, 2].map((count) => countText(items, "en", count))).toEqual(["0 items", "1 item", "2 items"]);
});

test("holes are filled by name and an unknown hole stays visible", () => {
  expect(fill({ ru: "Заказ {number}: {what}", en: "" }, "ru", { number: 7 })).toBe("Заказ 7: {what}");
});

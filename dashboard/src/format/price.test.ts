import { expect, test } from "vitest";
import { formatKopecks } from "./price.ts";

test.each([
  [99_000, "990\u00a0₽"],
  [299_000, "2\u00a0990\u00a0₽"],
  [100_000_000, "1\u00a0000\u00a0000\u00a0₽"],
  [0, "0\u00a0₽"],
  [123_450, "1\u00a0234,50\u00a0₽"],
])("%i kopecks are written with non-breaking spaces", (kopecks, text) => {
  expect(formatKopecks(kopecks, "ru")).toBe(text);
});

test("in English the sign stands before the amount", () => {
  expect(formatKopecks(299_000, "en")).toBe("₽2,990");
});

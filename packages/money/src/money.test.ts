import { expect, test } from "vitest";
import { formatDecimalRubles, formatKopecks, formatPriceInput, parseRubles } from "./money.ts";

test.each([
  ["1 234,50 ₽", 123_450],
  ["1 234,50 ₽", 123_450],
  ["1234.5", 123_450],
  ["990", 99_000],
  ["990 руб.", 99_000],
  ["990р", 99_000],
  ["0,01", 1],
  ["0", 0],
  ["1000000000", 100_000_000_000],
])("the price %s is %i kopecks", (text, kopecks) => {
  expect(parseRubles(text)).toBe(kopecks);
});

test.each(["", "дорого", "-5", "1,234", "1.2.3", "1,001", "1e3", "0x10", "1000000000,01", "99999999999999"])(
  "%j is no price",
  (text) => {
    expect(parseRubles(text)).toBeUndefined();
  },
);

test("kopecks read well in both languages", () => {
  expect(formatKopecks(123_450, "ru")).toBe("1\u00a0234,50\u00a0₽");
  expect(formatKopecks(123_450, "en")).toBe("1,234.50\u00a0₽");
  expect(formatKopecks(99_000, "ru")).toBe("990\u00a0₽");
  expect(formatKopecks(299_000, "en")).toBe("2,990\u00a0₽");
  expect(formatKopecks(0, "ru")).toBe("0\u00a0₽");
  expect(formatKopecks(-150, "ru")).toBe("−1,50\u00a0₽");
  expect(formatKopecks(100_000_000_000, "ru")).toBe("1\u00a0000\u00a0000\u00a0000\u00a0₽");
});

test("machines get a plain decimal", () => {
  expect([0, 1, 99, 100, 1_000_000_000].map(formatDecimalRubles)).toEqual([
    "0.00",
    "0.01",
    "0.99",
    "1.00",
    "10000000.00",
  ]);
});

test("what stands in the input is read back as the same price", () => {
  for (const kopecks of [1, 10, 99, 100, 101, 123_450, 100_000_000_000]) {
    expect(parseRubles(formatPriceInput(kopecks))).toBe(kopecks);
    expect(parseRubles(formatKopecks(kopecks, "ru"))).toBe(kopecks);
  }
});

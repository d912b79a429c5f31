import { expect, test } from "vitest";
import { bytesOf } from "./quantity.ts";

test.each([
  ["5Gi", 5_368_709_120],
  ["1.5Gi", 1_610_612_736],
  ["20G", 20_000_000_000],
  ["100Mi", 104_857_600],
  ["1024", 1024],
  ["0", 0],
  ["1500m", 1],
  ["much", 0],
  ["", 0],
])("%j is %d bytes", (quantity, bytes) => {
  expect(bytesOf(quantity)).toBe(bytes);
});

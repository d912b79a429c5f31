import { expect, test } from "vitest";
import type { CartLine } from "../carts/store.ts";
import { readSeenLines, writeSeenLines } from "./seen-lines.ts";

test("what the buyer saw comes back as it was written", () => {
  const line: CartLine = {
    productId: 12,
    quantity: 2,
    title: "x",
    priceKopecks: 150_000,
    stockQuantity: 9,
    status: "published",
    pictureId: null,
    picture: null,
    pictureAlt: null,
  };
  expect(readSeenLines(writeSeenLines([line, { ...line, productId: 15 }]))).toEqual([
    { productId: 12, quantity: 2, priceKopecks: 150_000 },
    { productId: 15, quantity: 2, priceKopecks: 150_000 },
  ]);
});

test.each(["", "1", "1:2", "1:2:3:4", "1:-2:3", "1:2:3,", "a:b:c", "1:2:3,,1:2:3", "1:100:3"])(
  "%j is nothing seen",
  (text) => {
    expect(readSeenLines(text)).toEqual([]);
  },
);

import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { TestSite } from "@tochka-rosta/sdk/testing";
import { countOrders, orderNow, requestFor, startShop, stockOf, stockProduct } from "../testing/shop-site.ts";
import { mergeLines, type OrderOutcome } from "./place-order.ts";

let site: TestSite;
beforeAll(async () => {
  site = await startShop(inject("postgresUrl"));
});
afterAll(() => site.stop());

const codeOf = (outcome: OrderOutcome): string => ("placed" in outcome ? "placed" : outcome.refused.code);
const tally = (outcomes: readonly OrderOutcome[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const outcome of outcomes) counts[codeOf(outcome)] = (counts[codeOf(outcome)] ?? 0) + 1;
  return counts;
};

test("fifty parallel orders for the last piece make one order, forty-nine refusals and no orphan", async () => {
  const productId = await stockProduct(site, 1);
  const before = await countOrders(site);
  const line = { productId, quantity: 1, priceKopecks: 10_000 };
  const outcomes = await Promise.all(Array.from({ length: 50 }, () => orderNow(site, requestFor([line]))));
  expect(tally(outcomes)).toEqual({ placed: 1, OUT_OF_STOCK: 49 });
  expect(await stockOf(site, productId)).toBe(0);
  const after = await countOrders(site);
  expect([after.orders - before.orders, after.lines - before.lines, after.events - before.events]).toEqual([1, 1, 1]);
});

test("parallel orders of several products in any order sell exactly what there was, without a deadlock", async () => {
  const first = await stockProduct(site, 10);
  const second = await stockProduct(site, 10);
  const pair = [first, second].map((productId) => ({ productId, quantity: 1, priceKopecks: 10_000 }));
  const requests = Array.from({ length: 30 }, (_, index) => requestFor(index % 2 === 0 ? pair : [...pair].reverse()));
  const outcomes = await Promise.all(requests.map((request) => orderNow(site, request)));
  expect(tally(outcomes)).toEqual({ placed: 10, OUT_OF_STOCK: 20 });
  expect([await stockOf(site, first), await stockOf(site, second)]).toEqual([0, 0]);
});

test("an order that fails on its second product puts the first one back", async () => {
  const plenty = await stockProduct(site, 5);
  const scarce = await stockProduct(site, 1, 10_000, "Редкий чай");
  const outcome = await orderNow(
    site,
    requestFor([
      { productId: plenty, quantity: 2, priceKopecks: 10_000 },
      { productId: scarce, quantity: 2, priceKopecks: 10_000 },
    ]),
  );
  expect(outcome).toEqual({
    refused: { code: "OUT_OF_STOCK", lines: [{ productId: scarce, title: "Редкий чай", available: 1 }] },
  });
  expect(await stockOf(site, plenty)).toBe(5);
});

test("two lines of one product count together", async () => {
  const productId = await stockProduct(site, 3);
  const line = { productId, quantity: 2, priceKopecks: 10_000 };
  expect(codeOf(await orderNow(site, requestFor([line, line])))).toBe("OUT_OF_STOCK");
  expect(await stockOf(site, productId)).toBe(3);
});

test("lines are merged by product and sorted by id; two prices for one product match none", () => {
  const line = (productId: number, quantity: number, priceKopecks: number) => ({ productId, quantity, priceKopecks });
  expect(mergeLines([line(2, 1, 5), line(1, 1, 5), line(2, 3, 5)])).toEqual([line(1, 1, 5), line(2, 4, 5)]);
  expect(mergeLines([line(1, 1, 5), line(1, 1, 6)])).toEqual([line(1, 2, -1)]);
});

test("the database itself refuses stock below zero, whoever asks", async () => {
  const productId = await stockProduct(site, 1);
  const past = site.database.run("UPDATE product SET stock_quantity = stock_quantity - 2 WHERE id = $1", [productId]);
  await expect(past).rejects.toThrow(/stock_quantity/);
});

test("a repeated request gives the same order, in parallel too, and takes stock once", async () => {
  const productId = await stockProduct(site, 1);
  const request = requestFor([{ productId, quantity: 1, priceKopecks: 10_000 }]);
  const outcomes = await Promise.all(Array.from({ length: 10 }, () => orderNow(site, request)));
  const placed = outcomes.flatMap((outcome) => ("placed" in outcome ? [outcome.placed] : []));
  expect(placed).toHaveLength(10);
  expect(new Set(placed.map((order) => order.pageToken)).size).toBe(1);
  expect(placed.filter((order) => !order.isRepeated)).toHaveLength(1);
  expect(await stockOf(site, productId)).toBe(0);
});

test("a key used for another request is refused and shows nothing of the first", async () => {
  const productId = await stockProduct(site, 5);
  const lines = [{ productId, quantity: 1, priceKopecks: 10_000 }];
  const first = requestFor(lines);
  await orderNow(site, first);
  const second = await orderNow(site, { ...first, buyerPhone: "+79990000000" });
  expect(second).toEqual({ refused: { code: "IDEMPOTENCY_KEY_REUSED" } });
  expect(await stockOf(site, productId)).toBe(4);
});

test("a price that changed is told, and nothing is ordered", async () => {
  const productId = await stockProduct(site, 5, 12_000, "Улун");
  const outcome = await orderNow(site, requestFor([{ productId, quantity: 1, priceKopecks: 10_000 }]));
  expect(outcome).toEqual({
    refused: { code: "PRICE_CHANGED", lines: [{ productId, title: "Улун", priceKopecks: 12_000 }] },
  });
  expect(await stockOf(site, productId)).toBe(5);
});

test("a hidden, archived or unknown product cannot be bought", async () => {
  const productId = await stockProduct(site, 5);
  await site.database.run("UPDATE product SET status = 'archived' WHERE id = $1", [productId]);
  const order = (id: number) => orderNow(site, requestFor([{ productId: id, quantity: 1, priceKopecks: 10_000 }]));
  expect(codeOf(await order(productId))).toBe("OUT_OF_STOCK");
  expect(codeOf(await order(999_999_999))).toBe("OUT_OF_STOCK");
  expect(codeOf(await orderNow(site, requestFor([])))).toBe("CART_EMPTY");
});

test("orders are numbered one after another without a gap, refusals take no number", async () => {
  const productId = await stockProduct(site, 20);
  const line = { productId, quantity: 1, priceKopecks: 10_000 };
  const requests = Array.from({ length: 30 }, () => requestFor([line]));
  await Promise.all(requests.map((request) => orderNow(site, request)));
  const numbers = await site.database.rows<{ number: number }>("SELECT number FROM shop_order ORDER BY number");
  expect(numbers.map(({ number }) => number)).toEqual(numbers.map((_, index) => index + 1));
});

test("an order keeps what was bought as it was then", async () => {
  const productId = await stockProduct(site, 5, 10_000, "Старое название");
  const outcome = await orderNow(site, requestFor([{ productId, quantity: 2, priceKopecks: 10_000 }]));
  await site.database.run("UPDATE product SET title = 'Новое', price_kopecks = 99 WHERE id = $1", [productId]);
  const token = "placed" in outcome ? outcome.placed.pageToken : "";
  const shown = await site.newVisitor().get(`/orders/${token}`);
  expect(shown.text).toContain("Старое название");
  expect(shown.text).toContain("200\u00a0₽");
});

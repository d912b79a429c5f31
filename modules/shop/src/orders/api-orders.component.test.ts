import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { TestSite } from "@tochka-rosta/sdk/testing";
import { startShop, stockOf, stockProduct } from "../testing/shop-site.ts";

let site: TestSite;
beforeAll(async () => {
  site = await startShop(inject("postgresUrl"));
});
afterAll(() => site.stop());

const buyer = { name: "Анна", phone: "89991234567", delivery_method: "pickup", consent: true };
const order = (items: unknown, key: string, changes: object = {}) =>
  site.newVisitor().postJson("/api/orders", { ...buyer, items, ...changes }, { "idempotency-key": key });

test("the catalogue is open to everybody, with whole kopecks and the tenant's name", async () => {
  const productId = await stockProduct(site, 2, 123_450, "Улун");
  const listed = JSON.parse((await site.newVisitor().get("/api/products")).text) as { products: object[] };
  expect(listed).toMatchObject({ tenant_id: "alpha", total: 1, page: 1 });
  const product = { id: productId, name: "Улун", price_kopecks: 123_450, currency: "RUB", in_stock: true };
  expect(listed.products[0]).toMatchObject(product);
  expect(JSON.parse((await site.newVisitor().get(`/api/products/${productId}`)).text)).toMatchObject(product);
  expect((await site.newVisitor().get("/api/products/nothing")).status).toBe(404);
});

test("an order by API is made once for a key and can be read by its token", async () => {
  const productId = await stockProduct(site, 3);
  const items = [{ product_id: productId, quantity: 2, price_kopecks: 10_000 }];
  const first = await order(items, "key-of-sixteen-or-more");
  expect(first.status).toBe(201);
  const again = await order(items, "key-of-sixteen-or-more");
  expect(again.status).toBe(200);
  expect(JSON.parse(again.text)).toEqual(JSON.parse(first.text));
  expect(await stockOf(site, productId)).toBe(1);
  const { token } = JSON.parse(first.text) as { token: string };
  expect(JSON.parse((await site.newVisitor().get(`/api/orders/${token}`)).text)).toMatchObject({
    status: "new",
    total_kopecks: 20_000,
    items: [{ product_id: productId, quantity: 2, price_kopecks: 10_000 }],
  });
});

test("two lines of one product that exceed the stock together are refused with the reason", async () => {
  const productId = await stockProduct(site, 3, 10_000, "Чай");
  const line = { product_id: productId, quantity: 2, price_kopecks: 10_000 };
  const refused = await order([line, line], "another-key-of-sixteen");
  expect(refused.status).toBe(409);
  expect(refused.headers.get("content-type")).toContain("application/problem+json");
  expect(JSON.parse(refused.text)).toMatchObject({ code: "OUT_OF_STOCK", detail: "«Чай»: осталось 3 шт." });
  const { lines } = JSON.parse(refused.text) as { lines: object[] };
  expect(lines).toEqual([{ product_id: productId, name: "Чай", available: 3 }]);
});

test("a changed price is refused with the price of today", async () => {
  const productId = await stockProduct(site, 3, 12_000, "Кофе");
  const refused = await order([{ product_id: productId, quantity: 1, price_kopecks: 10_000 }], "a-key-for-old-prices");
  expect(refused.status).toBe(409);
  const { code, lines } = JSON.parse(refused.text) as { code: string; lines: object[] };
  expect({ code, lines }).toEqual({
    code: "PRICE_CHANGED",
    lines: [{ product_id: productId, name: "Кофе", price_kopecks: 12_000 }],
  });
});

test.each([
  ["no items", [], 400],
  ["a negative quantity", [{ product_id: 1, quantity: -1, price_kopecks: 1 }], 400],
  ["a fraction", [{ product_id: 1, quantity: 0.5, price_kopecks: 1 }], 400],
  ["a quantity as text", [{ product_id: 1, quantity: "1", price_kopecks: 1 }], 400],
  ["no list at all", "all", 400],
  ["fifty-one lines", Array.from({ length: 51 }, () => ({ product_id: 1, quantity: 1, price_kopecks: 1 })), 400],
])("an order with %s is refused", async (_what, items, status) => {
  expect((await order(items, "a-key-for-bad-orders-1")).status).toBe(status);
});

test("an order needs a key, a name, a phone and consent", async () => {
  const productId = await stockProduct(site, 3);
  const items = [{ product_id: productId, quantity: 1, price_kopecks: 10_000 }];
  expect((await order(items, "short")).status).toBe(400);
  const bad = await order(items, "a-key-for-bad-orders-2", { name: "", phone: "1", consent: false });
  expect(bad.status).toBe(422);
  expect(Object.keys((JSON.parse(bad.text) as { errors: object }).errors).sort()).toEqual(["consent", "name", "phone"]);
  expect(await stockOf(site, productId)).toBe(3);
});

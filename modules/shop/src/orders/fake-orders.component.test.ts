import { afterAll, beforeAll, beforeEach, expect, inject, test } from "vitest";
import type { TestSite } from "@tochka-rosta/sdk/testing";
import {
  countOrders,
  orderNow,
  readCheckoutForm,
  requestFor,
  startShop,
  stockOf,
  stockProduct,
} from "../testing/shop-site.ts";
import { UNCONFIRMED } from "../order-limits.ts";
import type { OrderOutcome } from "./place-order.ts";

let site: TestSite;
beforeAll(async () => {
  site = await startShop(inject("postgresUrl"));
});
afterAll(() => site.stop());
beforeEach(async () => {
  await site.database.run("UPDATE shop_order SET status = 'confirmed' WHERE status = 'new'");
});

const codeOf = (outcome: OrderOutcome): string => ("placed" in outcome ? "placed" : outcome.refused.code);

async function orderMany(
  count: number,
  quantity: number,
  changes: (index: number) => object,
): Promise<Record<string, number>> {
  const productId = await stockProduct(site, 10_000);
  const line = { productId, quantity, priceKopecks: 10_000 };
  const codes: Record<string, number> = {};
  const requests = Array.from({ length: count }, (_, index) => orderNow(site, requestFor([line], changes(index))));
  for (const outcome of await Promise.all(requests)) codes[codeOf(outcome)] = (codes[codeOf(outcome)] ?? 0) + 1;
  const taken = 10_000 - ((await stockOf(site, productId)) ?? 0);
  expect(taken).toBe((codes["placed"] ?? 0) * quantity);
  return codes;
}

test("one buyer has five unconfirmed orders at a time, however many come at once", async () => {
  const codes = await orderMany(20, 1, () => ({ buyerPhone: "+79990000001", network: "203.0.113.5" }));
  expect(codes).toEqual({ placed: UNCONFIRMED.buyer.orders, TOO_MANY_UNCONFIRMED_ORDERS: 15 });
});

test("one phone has fifteen from wherever: no stranger at one address uses up somebody else's", async () => {
  const buyerPhone = "+79990000011";
  await orderMany(20, 1, () => ({ buyerPhone, network: "203.0.113.11" }));
  expect(await orderMany(1, 1, () => ({ buyerPhone }))).toEqual({ placed: 1 });
  expect(await orderMany(20, 1, () => ({ buyerPhone }))).toEqual({ placed: 9, TOO_MANY_UNCONFIRMED_ORDERS: 11 });
});

test("one address has sixty, with whatever phones", async () => {
  const codes = await orderMany(80, 1, () => ({ network: "203.0.113.1" }));
  expect(codes).toEqual({ placed: UNCONFIRMED.address.orders, TOO_MANY_UNCONFIRMED_ORDERS: 20 });
});

test("one buyer holds 200 pieces unconfirmed, one address twice as many: sixty orders of 99 take four hundred pieces at most", async () => {
  expect(await orderMany(4, 99, () => ({ buyerPhone: "+79990000002", network: "203.0.113.3" }))).toEqual({
    placed: 2,
    TOO_MANY_HELD_PIECES: 2,
  });
  expect(await orderMany(60, 99, () => ({ network: "203.0.113.2" }))).toEqual({
    placed: 4,
    TOO_MANY_HELD_PIECES: 56,
  });
});

test("the seller says how many pieces one buyer may hold", async () => {
  const owner = await site.newOwner();
  const fields = { name: "Лавка", greeting: "", phone: "", address: "" };
  const save = async (heldPieces: string) => {
    const version = /name="version" value="(\d+)"/.exec((await owner.get("/admin/settings")).text)?.[1] ?? "";
    return owner.follow(await owner.post("/admin/settings", { ...fields, heldPieces, version }));
  };
  expect((await save("0")).text).toContain("Целое число от 1 до 5000");
  expect((await owner.get("/admin/settings")).text).toContain("Новый заказ держит товар 48 часов");
  expect((await save("500")).text).toContain("Сохранено");
  expect(await orderMany(6, 99, () => ({ buyerPhone: "+79990000003", network: "203.0.113.4" }))).toEqual({
    placed: 5,
    TOO_MANY_UNCONFIRMED_ORDERS: 1,
  });
  await save("200");
});

test("what the seller has confirmed counts no more", async () => {
  const same = { buyerPhone: "+79990000004", network: "203.0.113.6" };
  await orderMany(5, 1, () => same);
  expect(await orderMany(1, 1, () => same)).toEqual({ TOO_MANY_UNCONFIRMED_ORDERS: 1 });
  await site.database.run("UPDATE shop_order SET status = 'confirmed' WHERE buyer_phone = $1", [same.buyerPhone]);
  expect(await orderMany(1, 1, () => same)).toEqual({ placed: 1 });
});

test("a refused repetition takes nothing; a repeated order is the same order, also where its phone has no room left", async () => {
  const productId = await stockProduct(site, 10);
  const line = { productId, quantity: 1, priceKopecks: 10_000 };
  const same = { buyerPhone: "+79990000005", network: "203.0.113.7" };
  const requests = Array.from({ length: 5 }, () => requestFor([line], same));
  for (const request of requests) await orderNow(site, request);
  const [first] = requests;
  expect(first && (await orderNow(site, first))).toMatchObject({ placed: { isRepeated: true } });
});

/** A buyer with a browser and a phone of his own, at an address that others share. */
async function buy(productId: number, address: string): Promise<boolean> {
  const buyer = site.newVisitor();
  const from = { "x-forwarded-for": address };
  await buyer.post("/cart/lines", { productId: String(productId) }, from);
  const placed = await buyer.post("/checkout", await readCheckoutForm(buyer), from);
  return placed.headers.get("location")?.startsWith("/orders/") === true;
}

test("fifty people behind one address each order once, and all orders are taken", async () => {
  const productId = await stockProduct(site, 50);
  const placed = await Promise.all(Array.from({ length: 50 }, () => buy(productId, "203.0.113.50")));
  expect(placed.filter(Boolean)).toHaveLength(50);
  expect(await stockOf(site, productId)).toBe(0);
});

test("addresses of one IPv6 network count together; the buyer reads why, what to do, and finds what was typed", async () => {
  const productId = await stockProduct(site, 500);
  await site.database.run("UPDATE shop_settings SET held_pieces = 1");
  expect(await buy(productId, "2001:db8:0:5::1")).toBe(true);
  expect(await buy(productId, "2001:db8:0:5::2")).toBe(true);
  const buyer = site.newVisitor();
  const from = { "x-forwarded-for": "2001:db8:0:5::3" };
  await buyer.post("/cart/lines", { productId: String(productId) }, from);
  const before = await countOrders(site);
  const refused = await buyer.follow(await buyer.post("/checkout", await readCheckoutForm(buyer), from));
  expect(refused.text).toContain("Для одной сети до подтверждения откладывается 2 шт., уже отложено 2.");
  expect(refused.text).toContain('value="Анна"');
  expect(await countOrders(site)).toEqual(before);
  expect(await buy(productId, "2001:db8:0:6::1")).toBe(true);
  await site.database.run("UPDATE shop_settings SET held_pieces = 200");
});

test("a program reads the same refusal as a code", async () => {
  const productId = await stockProduct(site, 500);
  const items = [{ product_id: productId, quantity: 99, price_kopecks: 10_000 }];
  const body = { name: "Анна", phone: "+79990000009", delivery_method: "pickup", consent: true, items };
  const buyer = site.newVisitor();
  const post = (key: string) => buyer.postJson("/api/orders", body, { "idempotency-key": key.padEnd(16, "-") });
  expect([(await post("first")).status, (await post("second")).status]).toEqual([201, 201]);
  const refused = await post("third");
  expect(refused.status).toBe(409);
  expect(JSON.parse(refused.text)).toMatchObject({
    code: "TOO_MANY_HELD_PIECES",
    detail: expect.stringContaining("до подтверждения откладывается 200 шт., уже отложено 198"),
  });
});

test("however many orders there are, each is on a page of the owner's list", async () => {
  await site.database.run(
    `INSERT INTO shop_order (number, page_token, idempotency_key, request_hash, buyer_name, buyer_phone, delivery_method, total_kopecks,
       consent_version, consent_address, created_at)
     SELECT 1000000 + n, 'token ' || n, 'key ' || n, '', 'Анна', '+7999' || n, 'pickup', 1, '', '', now() - make_interval(days => n)
     FROM generate_series(1, 350) n`,
  );
  const owner = await site.newOwner();
  const numbers = new Set<string>();
  let path: string | undefined = "/admin/orders?status=new";
  while (path !== undefined) {
    const { text } = await owner.get(path);
    for (const [, number = ""] of text.matchAll(/Заказ № (1000\d{3})/g)) numbers.add(number);
    path = /rel="next"\s+href="([^"]+)"/.exec(text)?.[1]?.replaceAll("&amp;", "&");
  }
  expect(numbers.size).toBe(350);
  expect((await owner.get("/admin/orders?page=999")).status).toBe(404);
});

import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { TestSite, Visitor } from "@tochka-rosta/sdk/testing";
import { migrations } from "../schema.ts";
import { orderNow, requestFor, startShop, stockOf, stockProduct } from "../testing/shop-site.ts";
import { changeOrderStatus } from "./change-status.ts";
import { HOLD_HOURS } from "../order-limits.ts";
import { releaseHolds } from "./release-holds.ts";

const HOUR = 60 * 60 * 1000;
const start = new Date("2026-12-01T09:00:00Z");
let passed = 0;
const clock = { now: () => new Date(start.getTime() + passed), monotonic: () => passed };
const pass = (milliseconds: number): void => void (passed += milliseconds);

let site: TestSite;
let owner: Visitor;
beforeAll(async () => {
  site = await startShop(inject("postgresUrl"), { clock });
  owner = await site.newOwner();
});
afterAll(() => site.stop());

interface Placed {
  readonly productId: number;
  readonly id: string;
  readonly page: string;
}

/** An order for three of five pieces, placed now. */
async function place(): Promise<Placed> {
  const productId = await stockProduct(site, 5, 10_000, "Ваза");
  const outcome = await orderNow(site, requestFor([{ productId, quantity: 3, priceKopecks: 10_000 }]), clock.now());
  const token = "placed" in outcome ? outcome.placed.pageToken : "";
  const row = await site.database.row<{ id: string }>("SELECT id FROM shop_order WHERE page_token = $1", [token]);
  return { productId, id: row?.id ?? "", page: `/orders/${token}` };
}

const move = (order: Placed, from: string, to: string) => owner.post(`/admin/orders/${order.id}/status`, { from, to });

test("an order holds its stock for 48 hours; then the next visitor finds the stock on the shelf, and buyer and seller read why", async () => {
  const order = await place();
  expect((await site.newVisitor().get(order.page)).text).toContain("Товар отложен для вас до 3 декабря");
  expect((await owner.get(`/admin/orders/${order.id}`)).text).toContain("Товар отложен до 3 декабря");
  pass(HOLD_HOURS * HOUR - 1);
  await site.newVisitor().get("/");
  expect(await stockOf(site, order.productId)).toBe(2);
  pass(60_000);
  await site.newVisitor().get("/");
  expect(await stockOf(site, order.productId)).toBe(5);
  expect((await site.newVisitor().get(order.page)).text).toContain("не подтвердил заказ за 48 ч.");
  expect((await site.newVisitor().get(`${order.page}?lang=en`)).text).toContain("Expired");
  expect((await owner.get("/admin/orders?status=released")).text).toContain(order.id);
  expect((await owner.get("/admin/orders?status=canceled")).text).not.toContain(order.id);
  expect((await owner.get(`/admin/orders/${order.id}`)).text).toContain("Подтвердить ещё можно");
  const api = JSON.parse((await site.newVisitor().get(`/api${order.page}`)).text) as object;
  expect(api).toMatchObject({ status: "released", hold_until: null });
});

test("whoever orders the last piece gets it from an order whose hold has just ended", async () => {
  const order = await place();
  pass(HOLD_HOURS * HOUR);
  const line = { productId: order.productId, quantity: 5, priceKopecks: 10_000 };
  expect(await orderNow(site, requestFor([line]), clock.now())).toHaveProperty("placed");
  expect(await stockOf(site, order.productId)).toBe(0);
});

test("visitors cause one run a minute, and none where nobody comes", async () => {
  const order = await place();
  pass(HOLD_HOURS * HOUR);
  await site.newVisitor().get("/");
  expect(await stockOf(site, order.productId)).toBe(5);
  const other = await place();
  await site.database.run("UPDATE shop_order SET hold_until = $2 WHERE id = $1", [other.id, clock.now()]);
  await site.newVisitor().get("/");
  expect(await stockOf(site, other.productId)).toBe(2);
  pass(60_000);
  await site.newVisitor().get("/");
  expect(await stockOf(site, other.productId)).toBe(5);
});

test("what the seller confirmed is never released; what was released can be confirmed while stock lasts", async () => {
  const [kept, late] = [await place(), await place()];
  expect((await move(kept, "new", "confirmed")).status).toBe(303);
  pass(HOLD_HOURS * HOUR);
  await releaseHolds(site.database, clock.now());
  expect([await stockOf(site, kept.productId), await stockOf(site, late.productId)]).toEqual([2, 5]);

  await site.database.run("UPDATE product SET stock_quantity = 2 WHERE id = $1", [late.productId]);
  const refused = await owner.follow(await move(late, "released", "confirmed"));
  expect(refused.text).toContain("не хватает «Ваза»");
  expect(await stockOf(site, late.productId)).toBe(2);
  await site.database.run("UPDATE product SET stock_quantity = 3 WHERE id = $1", [late.productId]);
  expect((await move(late, "released", "confirmed")).status).toBe(303);
  expect(await stockOf(site, late.productId)).toBe(0);
  expect((await site.newVisitor().get(late.page)).text).toContain("Подтверждён");

  expect((await move(late, "confirmed", "canceled")).status).toBe(303);
  expect(await stockOf(site, late.productId)).toBe(3);
});

test("a released order that the seller cancels returns nothing again", async () => {
  const order = await place();
  pass(HOLD_HOURS * HOUR);
  await releaseHolds(site.database, clock.now());
  const comesBack = async (from: string, to: string) =>
    (await move(order, from, to)).headers.get("location")?.includes("?draft=");
  expect(await comesBack("new", "canceled")).toBe(true);
  expect(await comesBack("released", "canceled")).toBe(false);
  expect(await comesBack("released", "confirmed")).toBe(true);
  expect(await stockOf(site, order.productId)).toBe(5);
});

test("of a confirmation and a release at the same moment exactly one happens, and stock is right in both cases", async () => {
  const orders = await Promise.all(Array.from({ length: 12 }, place));
  pass(HOLD_HOURS * HOUR);
  const confirming = orders.map((order) => changeOrderStatus(site.database, order.id, "new", "confirmed"));
  const releasing = [1, 2, 3].map(() => releaseHolds(site.database, clock.now()));
  const confirmed = (await Promise.all(confirming)).map((outcome) => outcome === "moved");
  const released = (await Promise.all(releasing)).reduce((sum, count) => sum + count, 0);
  expect(confirmed.filter(Boolean).length + released).toBe(orders.length);
  for (const [index, order] of orders.entries()) {
    expect(await stockOf(site, order.productId)).toBe(confirmed[index] === true ? 2 : 5);
  }
});

test("the database itself refuses an order that is open and released", async () => {
  const order = await place();
  const both = site.database.run("UPDATE shop_order SET released_at = now() WHERE id = $1", [order.id]);
  await expect(both).rejects.toThrow(/shop_order_released_is_closed/);
});

/** The statements of the release 0.2.0, word for word. */
const asBefore = {
  insertOrder: `WITH counter AS (UPDATE order_counter SET last_number = last_number + 1 RETURNING last_number)
     INSERT INTO shop_order (number, page_token, cart_id, idempotency_key, request_hash, buyer_name, buyer_phone,
       delivery_method, delivery_address, comment, total_kopecks, consent_version, consent_address)
     SELECT last_number, $1, $2::uuid, $3, $4, $5, $6, $7, $8, $9, $10::bigint, $11, $12 FROM counter RETURNING id, number`,
  moveOrder: "UPDATE shop_order SET status = $3 WHERE id = $1 AND status = $2",
  insertCart: "INSERT INTO cart (token_hash) VALUES ($1) RETURNING id",
  saveSettings: "UPDATE shop_settings SET name = $1, phone = $2, address = $3, greeting = $4",
};

test("the release before works on this schema: its orders are held too, and what was released is closed to it", async () => {
  const values = [
    "token-of-before",
    null,
    "key",
    "hash",
    "Анна",
    "+79991234567",
    "pickup",
    "",
    "",
    10_000,
    "v",
    "1.2.3.4",
  ];
  const placed = await site.database.row<{ id: string }>(asBefore.insertOrder, values);
  const hold = await site.database.row<{ hours: number }>(
    "SELECT round(extract(epoch FROM hold_until - now()) / 3600)::int AS hours FROM shop_order WHERE id = $1",
    [placed?.id ?? ""],
  );
  expect(hold?.hours).toBe(HOLD_HOURS);
  expect(await site.database.run(asBefore.moveOrder, [placed?.id ?? "", "new", "confirmed"])).toBe(1);
  expect(await site.database.run(asBefore.insertCart, [Buffer.from("hash")])).toBe(1);
  expect(await site.database.run(asBefore.saveSettings, ["Лавка", "", "", ""])).toBe(1);

  const order = await place();
  pass(HOLD_HOURS * HOUR);
  await releaseHolds(site.database, clock.now());
  // It knows the status `canceled`, from which nothing leads on.
  expect(await site.database.run(asBefore.moveOrder, [order.id, "new", "canceled"])).toBe(0);
  expect(await site.database.row("SELECT status FROM shop_order WHERE id = $1", [order.id])).toEqual({
    status: "canceled",
  });
});

test("orders that are open at the upgrade hold their stock from then on", async () => {
  const [first, second] = migrations;
  const hours = await site.database.transaction(async (queries) => {
    await queries.run("CREATE SCHEMA before");
    await queries.run("SET LOCAL search_path TO before");
    await queries.run(first?.sql ?? "");
    const values = ["t", null, "k", "h", "Анна", "+79991234567", "pickup", "", "", 10_000, "v", "1.2.3.4"];
    await queries.run(asBefore.insertOrder, values);
    await queries.run("UPDATE shop_order SET created_at = now() - interval '30 days'");
    await queries.run(second?.sql ?? "");
    return queries.rows("SELECT extract(epoch FROM hold_until - now())::int / 3600 AS hours, status FROM shop_order");
  });
  expect(hours).toEqual([{ hours: HOLD_HOURS, status: "new" }]);
});

import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { TestSite } from "@tochka-rosta/sdk/testing";
import { readCheckoutForm, startShop, stockProduct } from "../testing/shop-site.ts";
import { CARTS_PER_ADDRESS, forgetCarts } from "./store.ts";

let site: TestSite;
beforeAll(async () => {
  site = await startShop(inject("postgresUrl"));
});
afterAll(() => site.stop());

/** How many rows each table of the shop and of the SDK has. */
async function countRows(): Promise<Record<string, number>> {
  const tables = await site.database.rows<{ name: string }>(
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename",
  );
  const counts = tables.map(async ({ name }) => {
    const row = await site.database.row<{ rows: number }>(`SELECT count(*) AS rows FROM "${name}"`);
    return [name, row?.rows ?? -1] as const;
  });
  return Object.fromEntries(await Promise.all(counts));
}

test("a request that is refused leaves no row in any table, but for what a buyer typed at checkout", async () => {
  const [soldOut, hidden, sold] = [
    await stockProduct(site, 0),
    await stockProduct(site, 5),
    await stockProduct(site, 5),
  ];
  await site.database.run("UPDATE product SET status = 'draft' WHERE id = $1", [hidden]);
  const buyer = site.newVisitor();
  await buyer.post("/cart/lines", { productId: String(sold) });
  const form = await readCheckoutForm(buyer);
  const before = await countRows();
  const refusals: Promise<{ status: number }>[] = [
    ...[soldOut, hidden, 999_999, "x", ""].flatMap((productId) => [
      site.newVisitor().post("/cart/lines", { productId: String(productId) }),
      site.newVisitor().post("/cart/lines", { productId: String(productId), quantity: "0" }),
    ]),
    site.newVisitor().post("/cart/lines", { productId: String(sold), quantity: "-1" }),
    buyer.post("/checkout", { ...form, phone: "1" }),
    buyer.post("/checkout", { ...form, seen: `${sold}:1:1` }),
    site.newVisitor().postJson("/api/orders", {}, { "idempotency-key": "a-key-of-sixteen-and-more" }),
    site.newVisitor().post("/admin/handover", { token: "x.y.z" }),
    site.newVisitor().post("/admin/products", { title: "Чай", price: "1", stock_quantity: "1" }),
  ];
  const item = { product_id: soldOut, quantity: 1, price_kopecks: 10_000 };
  const order = { name: "Анна", phone: "+79990000001", delivery_method: "pickup", consent: true, items: [item] };
  refusals.push(site.newVisitor().postJson("/api/orders", order, { "idempotency-key": "another-key-of-sixteen" }));
  for (const { status } of await Promise.all(refusals)) expect(status).toBeGreaterThanOrEqual(303);
  const token = await site.core.signHandover(site.identity);
  expect((await site.newVisitor().post("/admin/handover", { token })).status).toBe(303);
  const spent = await countRows();
  expect((await site.newVisitor().post("/admin/handover", { token })).status).toBe(401);
  expect(await countRows()).toEqual(spent);
  expect(spent).toEqual({ ...before, owner_handover: 1, owner_session: 1, form_draft: 2 });
});

test("one address has so many open carts; beyond it the one untouched for longest is forgotten, and nobody else's", async () => {
  const productId = await stockProduct(site, 5);
  const other = site.newVisitor();
  await other.post("/cart/lines", { productId: String(productId) });
  await site.database.run(
    `INSERT INTO cart (token_hash, network, updated_at)
     SELECT sha256(n::text::bytea), '203.0.113.1', now() - make_interval(mins => n) FROM generate_series(1, $1::int) n`,
    [CARTS_PER_ADDRESS + 20],
  );
  const visitor = site.newVisitor();
  await visitor.post("/cart/lines", { productId: String(productId) }, { "x-forwarded-for": "203.0.113.1" });
  const carts = await site.database.row<{ open: number; oldest: number }>(
    `SELECT count(*) AS open, max(extract(epoch FROM now() - updated_at))::int / 60 AS oldest FROM cart WHERE network = '203.0.113.1'`,
  );
  expect(carts).toEqual({ open: CARTS_PER_ADDRESS, oldest: CARTS_PER_ADDRESS - 1 });
  for (const browser of [visitor, other]) expect((await browser.get("/cart")).text).not.toContain("пока пусто");
});

test("carts that nobody touched for thirty days are forgotten, and the oldest of a shop that has too many", async () => {
  await site.database.run("DELETE FROM cart");
  await site.database.run(
    "INSERT INTO cart (token_hash, updated_at) SELECT sha256(n::text::bytea), now() - make_interval(days => n, hours => 1) FROM generate_series(1, 40) n",
  );
  const countCarts = async () =>
    (await site.database.row<{ carts: number }>("SELECT count(*) AS carts FROM cart"))?.carts;
  await forgetCarts(site.database, new Date());
  expect(await countCarts()).toBe(29);
  await forgetCarts(site.database, new Date(), 10);
  expect(await countCarts()).toBe(10);
  const oldest = "SELECT max(now() - updated_at) < interval '11 days' AS kept FROM cart";
  expect(await site.database.row(oldest)).toEqual({ kept: true });
});

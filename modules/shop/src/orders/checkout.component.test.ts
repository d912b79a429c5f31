import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { TestSite, Visitor } from "@tochka-rosta/sdk/testing";
import { countOrders, readCheckoutForm, startShop, stockOf, stockProduct } from "../testing/shop-site.ts";

let site: TestSite;
beforeAll(async () => {
  site = await startShop(inject("postgresUrl"));
});
afterAll(() => site.stop());

async function buyerWith(productId: number, quantity = 1): Promise<Visitor> {
  const buyer = site.newVisitor();
  const added = await buyer.post("/cart/lines", { productId: String(productId), quantity: String(quantity) });
  expect([added.status, added.headers.get("location")]).toEqual([303, "/cart"]);
  return buyer;
}

test("a buyer finds a product, puts it in the cart, orders it and sees the order", async () => {
  const productId = await stockProduct(site, 3, 123_450, "Улун «Те Гуань Инь»");
  const buyer = site.newVisitor();
  expect((await buyer.get("/")).text).toContain("Улун «Те Гуань Инь»");
  const added = await buyer.post("/cart/lines", { productId: String(productId), quantity: "2" });
  expect(added.headers.get("set-cookie")).toMatch(/^__Host-cart=[\w-]{43}; .*HttpOnly; Secure; SameSite=Lax/);
  expect((await buyer.get("/cart")).text).toContain("2\u00a0469\u00a0₽");
  const form = { ...(await readCheckoutForm(buyer)), phone: "8 999 123-45-67" };
  const placed = await buyer.post("/checkout", form);
  expect(placed.status).toBe(303);
  expect(buyer.cookies.has("__Host-cart")).toBe(false);
  const order = await buyer.get(placed.headers.get("location") ?? "");
  expect(order.text).toContain("Улун «Те Гуань Инь»");
  expect(order.text).toContain("+7 (999) 123-45-67");
  expect(order.headers.get("cache-control")).toBe("no-store");
  expect(order.text).toContain('<meta name="robots" content="noindex" />');
  expect(await stockOf(site, productId)).toBe(1);
});

test("the consent box stands unticked and without it nothing is ordered", async () => {
  const productId = await stockProduct(site, 3);
  const buyer = await buyerWith(productId);
  const page = await buyer.get("/checkout");
  expect(/<input[^>]*name="consent"[^>]*>/.exec(page.text)?.[0]).not.toContain("checked");
  const { consent: _left, ...form } = await readCheckoutForm(buyer);
  const refused = await buyer.post("/checkout", form);
  expect(refused.status).toBe(422);
  expect(refused.text).toContain("Без согласия");
  expect(refused.text).toContain('value="Анна"');
  expect(await stockOf(site, productId)).toBe(3);
});

test.each([
  ["a name", { name: " " }, "Напишите, как к вам обращаться"],
  ["a whole phone", { phone: "12345" }, "В номере не хватает цифр"],
  ["a phone of this country", { phone: "+992 93 123 4567" }, "Это номер другой страны"],
  ["no hidden characters", { name: "A\u202eB" }, "меняющий направление письма"],
  ["a way to receive", { delivery_method: "teleport" }, "Выберите, как получить заказ"],
  ["an address for the courier", { delivery_method: "courier" }, "Для курьера нужен адрес"],
])("an order needs %s", async (_what, changes, sentence) => {
  const buyer = await buyerWith(await stockProduct(site, 3));
  const refused = await buyer.post("/checkout", { ...(await readCheckoutForm(buyer)), ...changes });
  expect(refused.status).toBe(422);
  expect(refused.text).toContain(sentence);
});

test("what went out of stock after it was put in the cart is named at checkout", async () => {
  const productId = await stockProduct(site, 1, 10_000, "Последний чайник");
  const buyer = await buyerWith(productId);
  const form = await readCheckoutForm(buyer);
  await site.database.run("UPDATE product SET stock_quantity = 0 WHERE id = $1", [productId]);
  const refused = await buyer.post("/checkout", form);
  expect(refused.status).toBe(409);
  expect(refused.text).toContain("«Последний чайник» закончился");
  expect((await buyer.get("/checkout")).headers.get("location")).toBe("/cart");
  expect((await buyer.get("/cart")).text).toContain("Товар закончился");
});

test("pressing twice with one key, or with two keys for one cart, gives one order", async () => {
  const productId = await stockProduct(site, 5);
  const buyer = await buyerWith(productId);
  const cart = buyer.cookies.get("__Host-cart") ?? "";
  const form = await readCheckoutForm(buyer);
  const another = { ...form, idempotency_key: "11111111-1111-4111-8111-111111111111" };
  const answers = await Promise.all([form, form, another].map((sent) => buyer.post("/checkout", sent)));
  buyer.cookies.set("__Host-cart", cart);
  answers.push(await buyer.post("/checkout", another));
  expect(answers.map(({ status }) => status)).toEqual([303, 303, 303, 303]);
  expect(new Set(answers.map(({ headers }) => headers.get("location"))).size).toBe(1);
  expect(await stockOf(site, productId)).toBe(4);
});

test("fifty buyers at once: the last piece goes to one of them", async () => {
  const productId = await stockProduct(site, 1);
  const before = await countOrders(site);
  const buyers = await Promise.all(Array.from({ length: 50 }, () => buyerWith(productId)));
  const forms = await Promise.all(buyers.map(readCheckoutForm));
  const answers = await Promise.all(buyers.map((buyer, index) => buyer.post("/checkout", forms[index] ?? {})));
  expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(49);
  expect((await countOrders(site)).orders - before.orders).toBe(1);
  expect(await stockOf(site, productId)).toBe(0);
});

test("a changed price is shown, and ordered only when confirmed", async () => {
  const productId = await stockProduct(site, 5, 10_000, "Пуэр");
  const buyer = await buyerWith(productId);
  const form = await readCheckoutForm(buyer);
  await site.database.run("UPDATE product SET price_kopecks = 15000 WHERE id = $1", [productId]);
  const refused = await buyer.post("/checkout", form);
  expect(refused.status).toBe(409);
  expect(refused.text).toContain("«Пуэр» теперь стоит 150\u00a0₽");
  expect(refused.text).toContain(`value="${productId}:1:15000"`);
  const placed = await buyer.post("/checkout", { ...form, seen: `${productId}:1:15000` });
  expect(placed.status).toBe(303);
  expect((await buyer.get(placed.headers.get("location") ?? "")).text).toContain("150\u00a0₽");
});

test("a buyer cannot name a price or a quantity that the cart does not hold", async () => {
  const productId = await stockProduct(site, 5);
  const buyer = await buyerWith(productId);
  const form = await readCheckoutForm(buyer);
  for (const seen of [`${productId}:1:1`, `${productId}:2:10000`, "", "x", `${productId}:0:10000`]) {
    expect((await buyer.post("/checkout", { ...form, seen })).status).toBeGreaterThanOrEqual(400);
  }
  expect(await stockOf(site, productId)).toBe(5);
});

test("another buyer's cart and order are out of reach", async () => {
  const buyer = await buyerWith(await stockProduct(site, 5));
  const stranger = site.newVisitor();
  stranger.cookies.set("__Host-cart", "x".repeat(43));
  expect((await stranger.get("/cart")).text).toContain("В корзине пока пусто");
  const placed = await buyer.post("/checkout", await readCheckoutForm(buyer));
  const [order] = await site.database.rows<{ id: string; number: number }>("SELECT id, number FROM shop_order LIMIT 1");
  for (const guess of [order?.id, String(order?.number), "1", `${placed.headers.get("location")}x`.slice(8)]) {
    expect((await stranger.get(`/orders/${guess}`)).status).toBe(404);
  }
});

test("a cart never takes more than there is, and zero takes a line out", async () => {
  const productId = await stockProduct(site, 2);
  const buyer = await buyerWith(productId, 99);
  await buyer.post("/cart/lines", { productId: String(productId) });
  expect(await site.database.rows("SELECT quantity FROM cart_line WHERE product_id = $1", [productId])).toEqual([
    { quantity: 2 },
  ]);
  await buyer.post(`/cart/lines/${productId}`, { quantity: "0" });
  expect((await buyer.get("/cart")).text).toContain("В корзине пока пусто");
});

test("what is sold out or unknown cannot be put in a cart", async () => {
  const soldOut = await stockProduct(site, 0);
  for (const productId of [soldOut, 999_999_999]) {
    expect((await site.newVisitor().post("/cart/lines", { productId: String(productId) })).status).toBe(409);
  }
  expect((await site.newVisitor().post("/cart/lines", { productId: "x" })).status).toBe(400);
});

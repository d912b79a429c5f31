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
  expect(added.status).toBe(303);
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
  const refused = await buyer.follow(await buyer.post("/checkout", form));
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
  const refused = await buyer.follow(await buyer.post("/checkout", { ...(await readCheckoutForm(buyer)), ...changes }));
  expect(refused.text).toContain(sentence);
});

test("what went out of stock after it was put in the cart is named at checkout", async () => {
  const productId = await stockProduct(site, 1, 10_000, "Последний чайник");
  const buyer = await buyerWith(productId);
  const form = await readCheckoutForm(buyer);
  await site.database.run("UPDATE product SET stock_quantity = 0 WHERE id = $1", [productId]);
  const refused = await buyer.follow(await buyer.post("/checkout", form));
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
  const leads = answers.map(({ headers }) => headers.get("location")?.split(/[/?]/, 2)[1]);
  expect(leads.filter((place) => place === "orders")).toHaveLength(1);
  expect(leads.filter((place) => place === "checkout")).toHaveLength(49);
  expect((await countOrders(site)).orders - before.orders).toBe(1);
  expect(await stockOf(site, productId)).toBe(0);
});

test("a changed price is shown, and ordered only when confirmed", async () => {
  const productId = await stockProduct(site, 5, 10_000, "Пуэр");
  const buyer = await buyerWith(productId);
  const form = await readCheckoutForm(buyer);
  await site.database.run("UPDATE product SET price_kopecks = 15000 WHERE id = $1", [productId]);
  const refused = await buyer.follow(await buyer.post("/checkout", form));
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
    expect((await buyer.post("/checkout", { ...form, seen })).headers.get("location")).toMatch(/^\/checkout\?draft=/);
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

/** What the cart says after a form, and whether its language link leads to a page. */
async function cartAfter(visitor: Visitor, fields: Record<string, string>): Promise<string> {
  const page = await visitor.follow(await visitor.post("/cart/lines", fields));
  expect(page.status).toBe(200);
  const link = /class="language" href="([^"]+)"/.exec(page.text)?.[1]?.replaceAll("&amp;", "&") ?? "";
  expect((await visitor.get(link)).text).toContain('<html lang="en">');
  await visitor.get("/?lang=ru");
  return page.text;
}

test("what is sold out or unknown cannot be put in a cart, and the cart says so", async () => {
  const soldOut = await stockProduct(site, 0);
  for (const productId of [soldOut, 999_999_999]) {
    const text = await cartAfter(site.newVisitor(), { productId: String(productId) });
    expect(text).toContain("<title>Ошибка: ");
    expect(text).toContain("товар закончился или снят с продажи");
  }
  expect(await cartAfter(site.newVisitor(), { productId: "x" })).toContain("можно взять от 1 до 99");
});

test("what was put in of more than there is stands in the cart: nothing is cut in silence", async () => {
  const productId = await stockProduct(site, 5, 10_000, "Чай «Пять»");
  const buyer = site.newVisitor();
  const first = await cartAfter(buyer, { productId: String(productId), quantity: "10" });
  expect(first).toContain("«Чай «Пять»»: добавлено 5 из 10. В наличии всего 5 шт.");
  expect(await cartAfter(buyer, { productId: String(productId), quantity: "1" })).toContain("добавлено 0 из 1.");
  const many = await stockProduct(site, 500);
  expect(await cartAfter(buyer, { productId: String(many), quantity: "150" })).toContain(
    "добавлено 99 из 150. Больше 99 шт.",
  );
  expect(await cartAfter(buyer, { productId: String(many), quantity: "0" })).toContain("можно взять от 1 до 99");
});

test("a line never shrinks by an addition", async () => {
  const productId = await stockProduct(site, 5);
  const buyer = await buyerWith(productId, 4);
  await site.database.run("UPDATE product SET stock_quantity = 2 WHERE id = $1", [productId]);
  expect(await cartAfter(buyer, { productId: String(productId) })).toContain("добавлено 0 из 1. В наличии всего 2 шт.");
  expect(await site.database.rows("SELECT quantity FROM cart_line WHERE product_id = $1", [productId])).toEqual([
    { quantity: 4 },
  ]);
});

test("a checkout that came back keeps all that was typed through a reload and another language, and Back from the order leads to a page", async () => {
  const buyer = await buyerWith(await stockProduct(site, 3));
  const typed = { name: "Анна «Длинная»", phone: "12", delivery_method: "courier", delivery_address: "Мира, 5", comment: "до\nшести" }; // prettier-ignore
  const form = { ...(await readCheckoutForm(buyer)), ...typed };
  const sent = await buyer.post("/checkout", form);
  const address = sent.headers.get("location") ?? "";
  for (const path of [address, address, `${address}&lang=en`]) {
    const { text, status } = await buyer.get(path);
    expect(status).toBe(200);
    for (const words of ["Анна «Длинная»", 'value="12"', 'value="Мира, 5"', "до\nшести</textarea>"])
      expect(text).toContain(words);
    expect(text).toMatch(/name="phone"[^>]*aria-invalid="true"[^>]*autofocus/s);
  }
  expect((await buyer.get(`${address}&lang=en`)).text).toContain("<title>Error: Checkout");
  await buyer.get("/?lang=ru");
  const placed = await buyer.post(
    "/checkout",
    { ...form, phone: "+7 999 000-11-22" },
    { referer: `${site.identity.origin}${address}` },
  );
  expect(placed.headers.get("location")).toMatch(/^\/orders\//);
  const back = await buyer.get(address);
  expect([back.status, back.headers.get("location")]).toEqual([303, "/cart"]);
  expect(
    await site.database.rows("SELECT id FROM form_draft WHERE id = $1", [address.split("draft=")[1] ?? ""]),
  ).toEqual([]);
});

test("what one buyer typed is sealed for their browser: another sees nothing of it, and neither does the database", async () => {
  const productId = await stockProduct(site, 3);
  const [buyer, other] = [await buyerWith(productId), await buyerWith(productId)];
  const form = { ...(await readCheckoutForm(buyer)), name: "Тайная Анна", phone: "12" };
  const address = (await buyer.post("/checkout", form)).headers.get("location") ?? "";
  await other.post("/checkout", { ...form, name: "Другая" });
  expect((await other.get(address)).text).not.toContain("Тайная Анна");
  const stored = await site.database.rows<{ content: Buffer }>("SELECT content FROM form_draft");
  expect(stored.some(({ content }) => content.includes("Тайная"))).toBe(false);
  site.advanceSeconds(2 * 60 * 60 + 1);
  expect((await buyer.get(address)).text).not.toContain("Тайная Анна");
});

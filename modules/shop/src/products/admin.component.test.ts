import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { TestSite, Visitor } from "@tochka-rosta/sdk/testing";
import { shop } from "../module.ts";
import { startShop, stockOf, stockProduct } from "../testing/shop-site.ts";

let site: TestSite;
let owner: Visitor;
beforeAll(async () => {
  site = await startShop(inject("postgresUrl"));
  owner = await site.newOwner();
});
afterAll(() => site.stop());

/** A real picture of one pixel. */
const PIXEL = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
const product = { title: "Чай", price: "1 234,50 ₽", stock_quantity: "5", description: "Описание", publish: "on" };
const idIn = (location: string | null): number => Number(/\d+/.exec(location ?? "")?.[0]);

test.each(shop.adminRoutes.map((route) => [route.method, route.url] as const))(
  "%s %s is the owner's alone",
  async (method, url) => {
    const path = url.replace(/:\w+/g, "1");
    const stranger = site.newVisitor();
    const answer =
      method === "GET" ? await stranger.get(path) : await stranger.post(path, { ...product, status: "archived" });
    expect(answer.status).toBe(401);
  },
);

test("a product with a picture appears in the shop", async () => {
  const saved = await owner.upload("/admin/products", product, { field: "picture", bytes: PIXEL });
  expect(saved.status).toBe(303);
  const shown = await site.newVisitor().get("/");
  expect(shown.text).toContain("1\u00a0234,50\u00a0₽");
  const address = /src="(\/pictures\/[^"]+)"/.exec(shown.text)?.[1] ?? "";
  const picture = await site.newVisitor().get(address);
  expect([picture.status, picture.headers.get("content-type")]).toEqual([200, "image/png"]);
  expect(picture.headers.get("cache-control")).toContain("immutable");
  expect(picture.headers.get("content-security-policy")).toContain("sandbox");
});

test("a draft is not in the shop until it is shown, and an archived one is no more", async () => {
  const { publish: _left, ...draft } = { ...product, title: "Черновой чай" };
  const id = idIn((await owner.upload("/admin/products", draft)).headers.get("location"));
  const visitor = site.newVisitor();
  expect((await visitor.get("/")).text).not.toContain("Черновой чай");
  expect((await visitor.get(`/products/x-${id}`)).status).toBe(404);
  await owner.post(`/admin/products/${id}/status`, { status: "published" });
  expect((await visitor.get("/")).text).toContain("Черновой чай");
  await owner.post(`/admin/products/${id}/status`, { status: "archived" });
  expect((await visitor.get(`/products/x-${id}`)).status).toBe(404);
  expect((await visitor.get(`/api/products/${id}`)).status).toBe(404);
  expect((await owner.get("/admin/products?view=archive")).text).toContain("Черновой чай");
});

test("a form with mistakes comes back with what was typed and what to correct", async () => {
  const refused = await owner.upload("/admin/products", {
    title: "",
    price: "дорого",
    stock_quantity: "-1",
    description: "Моё описание",
  });
  expect(refused.status).toBe(422);
  for (const words of ["Назовите товар", "Цена не читается", "целое число от 0", "Моё описание", 'value="дорого"']) {
    expect(refused.text).toContain(words);
  }
});

test.each([
  ["a script dressed as a picture", Buffer.from("<svg onload=alert(1)>".padEnd(64)), "Это не JPEG, не PNG и не WebP"],
  ["a text", Buffer.from("hello".padEnd(64)), "Это не JPEG, не PNG и не WebP"],
  ["a picture over two megabytes", Buffer.concat([PIXEL, Buffer.alloc(2 * 1024 * 1024)]), "Файл больше 2 МБ"],
])("%s is refused, and what was typed is kept", async (_what, bytes, sentence) => {
  const before = await site.database.rows("SELECT id FROM picture");
  const refused = await owner.upload("/admin/products", product, { field: "picture", bytes });
  expect(refused.status).toBe(422);
  expect(refused.text).toContain(sentence);
  expect(refused.text).toContain('value="Чай"');
  expect(await site.database.rows("SELECT id FROM picture")).toEqual(before);
});

test("a new picture replaces the old one, and no picture is left behind", async () => {
  const id = idIn(
    (await owner.upload("/admin/products", product, { field: "picture", bytes: PIXEL })).headers.get("location"),
  );
  const pictures = () => site.database.rows<{ id: string }>("SELECT picture_id AS id FROM product WHERE id = $1", [id]);
  const [first] = await pictures();
  await owner.upload(`/admin/products/${id}`, product, { field: "picture", bytes: PIXEL });
  const [second] = await pictures();
  expect(second?.id).not.toBe(first?.id);
  expect((await site.newVisitor().get(`/pictures/${first?.id}`)).status).toBe(404);
  await owner.upload(`/admin/products/${id}`, { ...product, remove_picture: "on" });
  expect(await pictures()).toEqual([{ id: null }]);
  expect((await site.newVisitor().get(`/pictures/${second?.id}`)).status).toBe(404);
});

test("saving a card does not undo the sales made while it was open", async () => {
  const id = await stockProduct(site, 10);
  await site.database.run("UPDATE product SET stock_quantity = 7 WHERE id = $1", [id]);
  const edit = (stock: string) =>
    owner.upload(`/admin/products/${id}`, { ...product, stock_quantity: stock, seen_stock_quantity: "10" });
  expect((await edit("10")).status).toBe(303);
  expect(await stockOf(site, id)).toBe(7);
  expect((await edit("12")).status).toBe(303);
  expect(await stockOf(site, id)).toBe(9);
  const refused = await edit("0");
  expect(refused.status).toBe(409);
  expect(refused.text).toContain("Остаток сейчас: 9 шт.");
});

test("an address with an old title leads on to the new one", async () => {
  const id = await stockProduct(site, 1, 10_000, "Новое название");
  const moved = await site.newVisitor().get(`/products/staroe-nazvanie-${id}`);
  expect([moved.status, moved.headers.get("location")]).toEqual([301, `/products/novoe-nazvanie-${id}`]);
});

test("what an owner types cannot become markup, in the page or in its data block", async () => {
  const id = await stockProduct(site, 1, 10_000, `</script><script>alert("1")</script>`);
  const { text } = await site
    .newVisitor()
    .get((await site.newVisitor().get(`/products/x-${id}`)).headers.get("location") ?? "");
  expect(text).not.toContain("<script>alert");
  const data = JSON.parse(/<script type="application\/ld\+json">(.*?)<\/script>/s.exec(text)?.[1] ?? "null") as object;
  expect(data).toMatchObject({ "@type": "Product", offers: { price: "100.00", priceCurrency: "RUB" } });
});

test("the API adds a product for the owner alone", async () => {
  const body = { name: "Из программы", price_kopecks: 5_000, stock_quantity: 1 };
  expect((await site.newVisitor().postJson("/api/products", body)).status).toBe(401);
  const added = await owner.postJson("/api/products", body);
  expect(added.status).toBe(201);
  expect(JSON.parse(added.text)).toMatchObject({ name: "Из программы", price_kopecks: 5_000 });
  expect((await owner.postJson("/api/products", { ...body, price_kopecks: 0 })).status).toBe(422);
});

test("the owner's post from another tenant's page is refused", async () => {
  const refused = await owner.post("/admin/settings", { name: "Взлом" }, { "sec-fetch-site": "same-site" });
  expect(refused.status).toBe(403);
  expect((await owner.get("/admin/settings")).text).not.toContain("Взлом");
});

test("the shop's name, greeting and contacts reach the buyers", async () => {
  const settings = {
    name: "Две чашки",
    greeting: "Добро пожаловать",
    phone: "8 912 345-67-89",
    address: "Красная, 12",
  };
  expect((await owner.post("/admin/settings", { ...settings, phone: "нет" })).status).toBe(422);
  expect((await owner.post("/admin/settings", settings)).status).toBe(303);
  const { text } = await site.newVisitor().get("/");
  for (const words of ["<title>Две чашки</title>", "Добро пожаловать", 'href="tel:+79123456789"', "Красная, 12"]) {
    expect(text).toContain(words);
  }
});

import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { makePhonePhoto, type TestSite, type Visitor } from "@tochka-rosta/sdk/testing";
import { shop } from "../module.ts";
import { readHiddenFields, startShop, stockOf, stockProduct } from "../testing/shop-site.ts";

let site: TestSite;
let owner: Visitor;
beforeAll(async () => {
  site = await startShop(inject("postgresUrl"));
  owner = await site.newOwner();
});
afterAll(() => site.stop());

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

test("a draft is not in the shop until it is shown, and an archived one is no more", async () => {
  const { publish: _left, ...draft } = { ...product, title: "Черновой чай" };
  const id = idIn((await owner.upload("/admin/products", draft)).headers.get("location"));
  const visitor = site.newVisitor();
  expect((await visitor.get("/")).text).not.toContain("Черновой чай");
  expect((await visitor.get(`/products/x-${id}`)).status).toBe(404);
  await owner.post(`/admin/products/${id}/status`, { from: "draft", status: "published" });
  expect((await visitor.get("/")).text).toContain("Черновой чай");
  await owner.post(`/admin/products/${id}/status`, { from: "published", status: "archived" });
  expect((await visitor.get(`/products/x-${id}`)).status).toBe(404);
  expect((await visitor.get(`/api/products/${id}`)).status).toBe(404);
  expect((await owner.get("/admin/products?view=archive")).text).toContain("Черновой чай");
});

test("a form with mistakes comes back with what was typed and what to correct", async () => {
  const typed = { title: "", price: "дорого", stock_quantity: "-1", description: "Моё описание" };
  const refused = await owner.follow(await owner.upload("/admin/products", typed));
  for (const words of ["Назовите товар", "Цена не читается", "целое число от 0", "Моё описание", 'value="дорого"']) {
    expect(refused.text).toContain(words);
  }
});

test("saving a card does not undo the sales made while it was open", async () => {
  const id = await stockProduct(site, 10);
  await site.database.run("UPDATE product SET stock_quantity = 7 WHERE id = $1", [id]);
  const edit = async (stock: string, changes: object = {}) => {
    const fields = { ...product, ...(await readHiddenFields(owner, `/admin/products/${id}`)), ...changes };
    const sent = { ...fields, stock_quantity: stock, seen_stock_quantity: "10" };
    return owner.follow(await owner.upload(`/admin/products/${id}`, sent));
  };
  expect((await edit("10")).text).toContain("Сохранено");
  expect(await stockOf(site, id)).toBe(7);
  expect((await edit("12")).text).toContain("Сохранено");
  expect(await stockOf(site, id)).toBe(9);
  expect((await edit("0")).text).toContain("Остаток сейчас: 9 шт.");
  // A form that comes back for another reason still moves stock from what was seen when the number was typed.
  const refused = await edit("12", { title: "" });
  expect(refused.text).toContain('name="seen_stock_quantity" value="10"');
});

test("a card that two people edit: the second sees both texts and chooses, and nothing is lost", async () => {
  const id = await stockProduct(site, 10, 10_000, "Общий чай");
  const path = `/admin/products/${id}`;
  const other = await site.newOwner();
  const seen = await readHiddenFields(owner, path);
  const [mine, theirs] = [
    { ...seen, ...product, title: "Мой чай", description: "Моё описание" },
    { ...seen, ...product, title: "Их чай", price: "777" },
  ];
  expect((await other.follow(await other.upload(path, theirs))).text).toContain("Сохранено");
  const sent = await owner.upload(path, mine);
  const page = await owner.follow(sent);
  for (const words of ["Вот оба варианта", "Мой чай", "Их чай", "777", "Моё описание", "Оставить сохранённое"]) {
    expect(page.text).toContain(words);
  }
  expect(page.text).toContain('value="Мой чай"');
  const row = () => site.database.row<{ title: string; price: number }>("SELECT title, price_kopecks AS price FROM product WHERE id = $1", [id]); // prettier-ignore
  expect(await row()).toEqual({ title: "Их чай", price: 77_700 });
  const again = await readHiddenFields(owner, sent.headers.get("location") ?? "");
  expect((await owner.follow(await owner.upload(path, { ...mine, ...again }))).text).toContain("Сохранено");
  expect(await row()).toEqual({ title: "Мой чай", price: 123_450 });
});

test("of saves at one moment one is stored, and the others come back", async () => {
  const id = await stockProduct(site, 10);
  const path = `/admin/products/${id}`;
  const seen = await readHiddenFields(owner, path);
  const titles = Array.from({ length: 8 }, (_, index) => `Чай ${index}`);
  const sent = await Promise.all(titles.map((title) => owner.upload(path, { ...seen, ...product, title })));
  const places = sent.map(({ headers }) => headers.get("location") ?? "");
  expect(places.filter((place) => place.endsWith("?saved=1"))).toHaveLength(1);
  expect(places.filter((place) => place.includes("?draft="))).toHaveLength(7);
});

test("a product that another tab has moved stays where it is, and the page says so", async () => {
  const id = await stockProduct(site, 1);
  const path = `/admin/products/${id}`;
  await owner.post(`${path}/status`, { from: "published", status: "archived" });
  const stale = await owner.follow(await owner.post(`${path}/status`, { from: "published", status: "draft" }));
  for (const words of ["Видимость товара уже изменилась", "В архиве"]) expect(stale.text).toContain(words);
});

test("settings that two people save: the second sees both", async () => {
  const seen = await readHiddenFields(owner, "/admin/settings");
  const fields = { ...seen, greeting: "", phone: "", address: "", heldPieces: "200", timeZone: "Europe/Moscow" };
  await owner.post("/admin/settings", { ...fields, name: "Первое имя" });
  const page = await owner.follow(await owner.post("/admin/settings", { ...fields, name: "Второе имя" }));
  for (const words of ["Вот оба варианта", "Первое имя", 'value="Второе имя"']) expect(page.text).toContain(words);
});

test("what was typed while the session ended is in the form again after the next hand-over", async () => {
  const id = await stockProduct(site, 5);
  const path = `/admin/products/${id}`;
  const typing = await site.newOwner();
  const seen = await readHiddenFields(typing, path);
  await typing.post("/admin/logout", {});
  const sent = await typing.upload(path, { ...seen, ...product, title: "Не потерян", description: "И это" }, { field: "pictures_files", bytes: await makePhonePhoto() }); // prettier-ignore
  const refused = await typing.follow(sent);
  expect([sent.status, refused.status]).toEqual([303, 401]);
  for (const words of ["Всё, что вы ввели, сохранено", "«Открыть админку»"]) expect(refused.text).toContain(words);
  const other = await site.newOwner("another-person-of-the-same-browser", { sub: "user-2" });
  expect((await other.get(sent.headers.get("location") ?? "")).text).not.toContain("Не потерян");
  const token = await site.core.signHandover(site.identity);
  const back = await typing.post("/admin/handover", { token });
  expect(back.headers.get("location")).toBe(sent.headers.get("location"));
  const page = await typing.follow(back);
  for (const words of ["Вход закончился", 'value="Не потерян"', ">И это</textarea>", "выберите его снова"]) {
    expect(page.text).toContain(words);
  }
  // The page's other form has nothing that was typed: the card stays as it is saved.
  await typing.post("/admin/logout", {});
  await typing.post(`${path}/status`, { from: "published", status: "draft" });
  const again = await typing.post("/admin/handover", { token: await site.core.signHandover(site.identity) });
  const card = await typing.follow(again);
  expect(card.text).toMatch(/value="Чай"[^>]*name="title"/);
  expect(card.text).not.toContain("Назовите товар");
  const next = await typing.post("/admin/handover", { token: await site.core.signHandover(site.identity) });
  expect(next.headers.get("location")).toBe("/admin");
});

test("an address with an old title leads on to the new one, with its query", async () => {
  const id = await stockProduct(site, 1, 10_000, "Новое название");
  for (const query of ["", "?utm_source=vk&q=%D1%87"]) {
    const moved = await site.newVisitor().get(`/products/staroe-nazvanie-${id}${query}`);
    expect([moved.status, moved.headers.get("location")]).toEqual([301, `/products/novoe-nazvanie-${id}${query}`]);
  }
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
  const save = async (changes: object) => {
    const seen = await readHiddenFields(owner, "/admin/settings");
    return owner.follow(await owner.post("/admin/settings", { ...seen, ...settings, ...changes }));
  };
  expect((await save({ phone: "нет" })).text).toContain('id="field-phone-error"');
  expect((await save({})).text).toContain("Сохранено");
  const { text } = await site.newVisitor().get("/");
  for (const words of ["<title>Две чашки</title>", "Добро пожаловать", 'href="tel:+79123456789"', "Красная, 12"]) {
    expect(text).toContain(words);
  }
});

import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { TestSite, Visitor } from "@tochka-rosta/sdk/testing";
import { startShop, stockProduct } from "../testing/shop-site.ts";

const TITLES = ["ЗЕЛЁНЫЙ чай", "Ботинки женские", "Ваза из стекла", "Кроссовки беговые", "Йод аптечный"];
const NBSP = "\u00a0";

let site: TestSite;
let owner: Visitor;
beforeAll(async () => {
  site = await startShop(inject("postgresUrl"));
  owner = await site.newOwner();
  for (const [at, title] of TITLES.entries()) await stockProduct(site, 3, 10_000 + at, title);
});
afterAll(() => site.stop());

const titlesIn = (text: string): string[] => TITLES.filter((title) => text.includes(title));
const pathOf = (q: string, path = "/") => `${path}?${new URLSearchParams({ q }).toString()}`;

describe("what people type", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["зеленый", "ЗЕЛЁНЫЙ чай"],
    ["женские ботинки", "Ботинки женские"],
    ["вазы", "Ваза из стекла"],
    [`ваза${NBSP}стекло`, "Ваза из стекла"],
    ["йод".normalize("NFD"), "Йод аптечный"],
    ["бот", "Ботинки женские"],
  ];

  test.each(cases)("%j finds %j in the catalogue, in the owner's list and by the API", async (typed, title) => {
    const visitor = site.newVisitor();
    expect(titlesIn((await visitor.get(pathOf(typed))).text)).toEqual([title]);
    expect(titlesIn((await owner.get(pathOf(typed, "/admin/products"))).text)).toEqual([title]);
    const { products } = JSON.parse((await visitor.get(pathOf(typed, "/api/products"))).text) as {
      products: { name: string }[];
    };
    expect(products.map(({ name }) => name)).toEqual([title]);
  });

  test("with a typo shows what is much like it, and says so", async () => {
    const { text } = await site.newVisitor().get(pathOf("кросовки"));
    expect(titlesIn(text)).toEqual(["Кроссовки беговые"]);
    expect(text).toContain("По запросу «кросовки» ничего не нашлось. Показываем похожее.");
  });

  test("that nothing is like says so and leads on", async () => {
    const { status, text } = await site.newVisitor().get(pathOf("экскаватор"));
    expect([status, titlesIn(text)]).toEqual([200, []]);
    expect(text).toContain("По запросу «экскаватор» ничего не нашлось");
  });

  test("that is too long is refused in words, never cut", async () => {
    const { status, text } = await site.newVisitor().get(pathOf("ж".repeat(81)));
    expect(status).toBe(400);
    expect(text).toContain("знаков может быть не больше 80");
  });

  test("in a product that is changed is found as it is now", async () => {
    const id = await stockProduct(site, 1, 5_000, "Подстаканник");
    await site.database.run("UPDATE product SET title = 'Ложка' WHERE id = $1", [id]);
    expect((await site.newVisitor().get(pathOf("ложки"))).text).toContain("Ложка");
    expect((await site.newVisitor().get(pathOf("подстаканник"))).text).not.toContain("Ложка");
    await site.database.run("UPDATE product SET status = 'archived' WHERE id = $1", [id]);
  });
});

describe("the address of the catalogue", () => {
  test.each([
    "/?page=2",
    "/?page=99",
    "/?page=0",
    "/?page=abc",
    "/?page=",
    "/?sort=x",
    "/?in_stock=no",
    "/?q=чай&page=2",
  ])("%s names no page: the site's own 404", async (path) => {
    const { status, text } = await site.newVisitor().get(path);
    expect(status).toBe(404);
    expect(text).toContain("Такой страницы здесь нет");
    expect(text).not.toContain('rel="canonical"');
  });

  test.each([
    ["page=99", 404],
    ["page=0", 400],
    ["page=abc", 400],
    ["page_size=0", 400],
    ["page_size=101", 400],
    ["sort=name", 400],
  ])("of the API with %s answers %i as a problem document", async (query, status) => {
    const answer = await site.newVisitor().get(`/api/products?${query}`);
    expect([answer.status, JSON.parse(answer.text)]).toEqual([status, expect.objectContaining({ status })]);
  });

  test("orders by price, keeps a search, and only the plain pages are for search engines", async () => {
    const sorted = await site.newVisitor().get("/?sort=price_desc");
    const places = TITLES.map((title) => sorted.text.indexOf(`>${title}<`));
    expect(places.every((place, at) => at === 0 || place < (places[at - 1] ?? 0))).toBe(true);
    expect(sorted.text).toContain('content="noindex"');
    expect((await site.newVisitor().get("/")).text).toContain(`rel="canonical" href="${site.identity.origin}/"`);
    expect((await site.newVisitor().get("/?q=чай&sort=price_asc")).text).toContain('name="sort" value="price_asc"');
  });
});

test("the owner's list shows what is sold out, hidden and put away, and refuses other words", async () => {
  const soldOut = await stockProduct(site, 0, 100, "Раскупленный");
  const hidden = await stockProduct(site, 1, 100, "Спрятанный");
  await site.database.run("UPDATE product SET status = 'draft' WHERE id = $1", [hidden]);
  const idsIn = async (view: string): Promise<number[]> => {
    const { text } = await owner.get(`/admin/products?view=${view}`);
    return [...text.matchAll(/href="\/admin\/products\/(\d+)"/g)].map(([, id]) => Number(id));
  };
  expect(await idsIn("sold_out")).toEqual([soldOut]);
  expect(await idsIn("hidden")).toEqual([hidden]);
  expect(await idsIn("archive")).toHaveLength(1);
  expect((await owner.get("/admin/products?view=x")).status).toBe(404);
  expect((await owner.get("/admin")).text).toContain('href="/admin/products?view=sold_out"');
});

test("a page that is not there has the owner's menu for the owner", async () => {
  const { status, text } = await owner.get("/admin/products?page=99");
  expect(status).toBe(404);
  expect(text).toContain('href="/admin/orders"');
});

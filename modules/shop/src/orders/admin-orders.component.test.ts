import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { TestSite, Visitor } from "@tochka-rosta/sdk/testing";
import { orderNow, requestFor, startShop, stockOf, stockProduct } from "../testing/shop-site.ts";

let site: TestSite;
let owner: Visitor;
beforeAll(async () => {
  site = await startShop(inject("postgresUrl"));
  owner = await site.newOwner();
});
afterAll(() => site.stop());

test("an empty shop says what to do first", async () => {
  const home = await owner.get("/admin");
  expect(home.text).toContain("Первые шаги");
  expect(home.text).toContain('href="/admin/products/new"');
  expect((await owner.get("/admin/orders")).text).toContain(site.identity.origin);
});

test("the owner sees an order, calls the buyer and moves it on; the buyer sees it too", async () => {
  const productId = await stockProduct(site, 3, 50_000, "Улун");
  const comment = "<b>Позвоните</b>";
  const outcome = await orderNow(
    site,
    requestFor([{ productId, quantity: 1, priceKopecks: 50_000 }], { comment, buyerPhone: "+79991234567" }),
  );
  const home = await owner.get("/admin");
  expect(home.text).toContain("500\u00a0₽");
  const path = /href="(\/admin\/orders\/[0-9a-f-]{36})"/.exec(home.text)?.[1] ?? "";
  const page = await owner.get(path);
  expect(page.text).toContain('href="tel:+79991234567"');
  expect(page.text).toContain("&lt;b&gt;Позвоните&lt;/b&gt;");

  expect((await owner.post(`${path}/status`, { from: "new", to: "confirmed" })).status).toBe(303);
  const stale = await owner.follow(await owner.post(`${path}/status`, { from: "new", to: "canceled" }));
  expect(stale.text).toContain("Заказ уже изменился");
  expect(stale.text).toContain("Подтверждён");
  expect(await stockOf(site, productId)).toBe(2);

  const token = "placed" in outcome ? outcome.placed.pageToken : "";
  expect((await site.newVisitor().get(`/orders/${token}`)).text).toContain("Подтверждён");
  expect((await owner.get("/admin/orders?status=confirmed")).text).toContain("Анна");
  expect((await owner.get("/admin/orders?status=shipped")).text).not.toContain("Анна");
});

test("an order that does not exist is not found", async () => {
  expect((await owner.get("/admin/orders/1")).status).toBe(404);
  expect((await owner.get("/admin/orders/00000000-0000-4000-8000-000000000000")).status).toBe(404);
});

test("search engines get the products and nothing private", async () => {
  const robots = (await site.newVisitor().get("/robots.txt")).text;
  for (const path of ["/admin", "/api/", "/cart", "/checkout", "/orders/"])
    expect(robots).toContain(`Disallow: ${path}\n`);
  const sitemap = (await site.newVisitor().get("/sitemap.xml")).text;
  expect(sitemap).toMatch(new RegExp(`<loc>${site.identity.origin}/products/ulun-\\d+</loc><lastmod>`));
});

import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { TestSite, Visitor } from "@tochka-rosta/sdk/testing";
import { orderNow, requestFor, startShop, stockProduct } from "../testing/shop-site.ts";
import { readOrderNumber } from "./store.ts";

let site: TestSite;
let owner: Visitor;
beforeAll(async () => {
  site = await startShop(inject("postgresUrl"));
  owner = await site.newOwner();
  const productId = await stockProduct(site, 1_000);
  const buyers = [
    ["Анна Петрова", "+79991234567"],
    ["Пётр Анненков", "+79217654321"],
    ["Семён Ёлкин", "+74951112233"],
  ] as const;
  for (const [buyerName, buyerPhone] of buyers) {
    await orderNow(site, requestFor([{ productId, quantity: 1, priceKopecks: 10_000 }], { buyerName, buyerPhone }));
  }
});
afterAll(() => site.stop());

async function find(q: string, more: Record<string, string> = {}): Promise<number[]> {
  const { status, text } = await owner.get(`/admin/orders?${new URLSearchParams({ q, ...more }).toString()}`);
  expect(status).toBe(200);
  return [...text.matchAll(/Заказ №\s?(\d+)/g)].map(([, number]) => Number(number));
}

test.each([
  ["1", [1]],
  ["№ 2", [2]],
  ["#3", [3]],
  ["заказ 3", [3]],
  ["8 (999) 123-45-67", [1]],
  ["+7\u00a0921\u00a0765\u201143\u201121", [2]],
  ["45-67", [1]],
  ["8 921", [2]],
  ["петрова анна", [1]],
  ["ПЕТР", [2, 1]],
  ["Елкина Семена", [3]],
  ["Питрова", [1]],
  ["Зинаида", []],
  ["99", []],
])("%j finds the orders %j", async (typed, numbers) => {
  expect((await find(typed)).toSorted()).toEqual(numbers.toSorted());
});

test("a search stays within the status", async () => {
  expect(await find("Анна", { status: "new" })).toContain(1);
  expect(await find("Анна", { status: "shipped" })).toEqual([]);
  expect((await owner.get("/admin/orders?status=lost")).status).toBe(404);
});

test("nothing found says so and leads on", async () => {
  const { text } = await owner.get("/admin/orders?q=Зинаида");
  expect(text).toContain("По запросу «Зинаида» заказов нет");
  expect(text).toContain('href="/admin/orders"');
});

test.each([
  ["17", 17],
  ["№17", 17],
  ["Заказ № 17", 17],
  ["order #17", 17],
  ["1234567890", undefined],
  ["17a", undefined],
  ["", undefined],
])("%j is read as the number %s", (typed, number) => {
  expect(readOrderNumber(typed)).toBe(number);
});

test("every order is reached, a page at a time", async () => {
  await site.database
    .run(`INSERT INTO shop_order (number, page_token, idempotency_key, request_hash, buyer_name, buyer_phone,
      delivery_method, total_kopecks, consent_version, consent_address, created_at)
    SELECT n, 'token-' || n, 'key-' || n, '', 'Покупатель', '+79990000000', 'pickup', 100, '1', '198.18.0.1', '2026-01-01'
    FROM generate_series(1000, 1249) n`);
  const seen = new Set<string>();
  let path: string | undefined = "/admin/orders";
  while (path !== undefined) {
    const { text } = await owner.get(path);
    for (const [, id = ""] of text.matchAll(/href="\/admin\/orders\/([0-9a-f-]{36})"/g)) seen.add(id);
    path = /rel="next"\s+href="([^"]+)"/.exec(text)?.[1]?.replaceAll("&amp;", "&");
  }
  expect(seen.size).toBe(253);
  expect((await owner.get("/admin/orders?page=4")).status).toBe(404);
});

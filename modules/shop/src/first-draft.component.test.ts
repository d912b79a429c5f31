// The first draft's examples for the shop; docs/decisions/0019 says which differ and why.
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { TestSite } from "@tochka-rosta/sdk/testing";
import { startShop, stockProduct } from "./testing/shop-site.ts";

let site: TestSite;
beforeAll(async () => {
  site = await startShop(inject("postgresUrl"));
});
afterAll(() => site.stop());

const membersOf = (text: string): string[] => Object.keys(JSON.parse(text) as object);

test("GET /health is answered", async () => {
  const { status, text } = await site.newVisitor().get("/health");
  expect(status).toBe(200);
  expect(JSON.parse(text)).toMatchObject({ status: "ok", module: "shop" });
});

test("GET /api/products names the tenant and each product's id and name; buyers need no token, money is kopecks", async () => {
  const id = await stockProduct(site, 1, 12_345, "Чай");
  const { status, text } = await site.newVisitor().get("/api/products");
  expect(status).toBe(200);
  const { tenant_id, products } = JSON.parse(text) as { tenant_id: string; products: object[] };
  expect(tenant_id).toBe("alpha");
  expect(products).toEqual([expect.objectContaining({ id, name: "Чай", price_kopecks: 12_345 })]);
  expect(Object.keys(products[0] ?? {})).not.toContain("price");
});

test("POST /api/products is for the owner, reads what is sent and answers with the product", async () => {
  expect((await site.newVisitor().postJson("/api/products", {})).status).toBe(401);
  const owner = await site.newOwner();
  expect((await owner.postJson("/api/products", {})).status).toBe(422);
  const { status, text } = await owner.postJson("/api/products", { name: "Чай", price: "123,45", stock_quantity: 1 });
  expect(status).toBe(201);
  expect(JSON.parse(text)).toMatchObject({ name: "Чай", price_kopecks: 12_345 });
  expect(membersOf(text)).not.toEqual(expect.arrayContaining(["message"]));
});

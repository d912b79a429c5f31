import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { TestSite } from "@tochka-rosta/sdk/testing";
import { startShop, stockProduct } from "./testing/shop-site.ts";

let site: TestSite;
beforeAll(async () => {
  site = await startShop(inject("postgresUrl"));
  await stockProduct(site, 5);
});
afterAll(() => site.stop());

test.each([
  "/%zz",
  "/orders/%00",
  "/orders/%ED%A0%80",
  "/?q=%00",
  "/?q=%27%3B%20DROP%20TABLE%20product%3B--",
  "/?q=%25%5C_",
  "/?q[]=a&q[]=b",
  "/?page=-1",
  "/?page=NaN",
  "/?page=999999999999999999",
  "/?lang=%00",
  "/products/%00-1",
  "/products/x-999999999999999",
  `/products/${"x".repeat(300)}`,
  "/pictures/%00",
  "/pictures/00000000-0000-4000-8000-000000000000",
  "/api/products?page=1e9&page_size=-5",
  "/api/products/__proto__",
  "/api/orders/%00",
])("the address %s is answered without an error of ours", async (address) => {
  expect((await site.newVisitor().get(address)).status).toBeLessThan(500);
});

test.each([
  ["/cart/lines", { productId: "1", quantity: "99999999999999999999" }],
  ["/cart/lines", { productId: "9007199254740991", quantity: "1" }],
  ["/cart/lines/%00", { quantity: "1" }],
  ["/cart/lines/9007199254740993", { quantity: "1" }],
  ["/checkout", { seen: "\0", name: "\0", phone: "\0", idempotency_key: "\0" }],
  ["/admin/handover", { token: "\0" }],
])("a post of nonsense to %s is answered without an error of ours", async (path, fields) => {
  const visitor = site.newVisitor();
  await visitor.post("/cart/lines", { productId: "1" });
  expect((await visitor.post(path, fields)).status).toBeLessThan(500);
});

test.each([null, [], "text", 5, { items: null }, { items: [null] }, { items: { length: 3 } }, { name: "\0" }])(
  "the API answers the body %j without an error of ours",
  async (body) => {
    const key = { "idempotency-key": "a-key-for-strange-ones" };
    expect((await site.newVisitor().postJson("/api/orders", body, key)).status).toBeLessThan(500);
  },
);

test("the owner's texts may hold anything that a keyboard gives", async () => {
  const owner = await site.newOwner();
  const name = "Чай 🍵 <b>'\"`& 👩\u200d🍳\tсорт";
  const fields = { title: name, price: "1", stock_quantity: "1", description: name };
  const saved = await owner.upload("/admin/products", fields);
  expect(saved.status).toBe(303);
  const { text } = await owner.get(saved.headers.get("location") ?? "");
  expect(text).toContain("Чай 🍵 &lt;b&gt;");
  expect(text).toContain("👩\u200d🍳 сорт");
});

test.each([
  ["a NUL", "\0Чай"],
  ["a direction override", "Чай\u202e"],
  ["nothing visible", "\u200b\u200d"],
  ["more than fits", "ч".repeat(151)],
])("a title with %s is refused in words, and what was typed comes back", async (_what, title) => {
  const owner = await site.newOwner();
  const fields = { title, price: "1", stock_quantity: "1", description: "Самый лучший" };
  const refused = await owner.follow(await owner.upload("/admin/products", fields));
  expect(refused.text).toContain('id="field-title-error"');
  expect(refused.text).toContain("Самый лучший");
});

test.each([
  ["no boundary", "multipart/form-data", "x"],
  [
    "a body that ends too early",
    "multipart/form-data; boundary=b",
    '--b\r\nContent-Disposition: form-data; name="title"\r\n\r\nx',
  ],
  ["no multipart at all", "multipart/form-data; boundary=b", "nonsense"],
  ["another kind", "text/plain", "x"],
  ["JSON that is none", "application/json", "{"],
])("an upload with %s is answered without an error of ours", async (_what, type, body) => {
  const owner = await site.newOwner();
  const cookie = `__Host-owner=${owner.cookies.get("__Host-owner")}`;
  const headers = { "content-type": type, cookie, origin: site.identity.origin };
  const answer = await fetch(`${site.url}/admin/products`, { method: "POST", headers, body, redirect: "manual" });
  expect(answer.status).toBeGreaterThanOrEqual(303);
  expect(answer.status).toBeLessThan(500);
});

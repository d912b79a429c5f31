import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { TestSite, Visitor } from "@tochka-rosta/sdk/testing";
import { orderNow, readHiddenFields, requestFor, startShop, stockProduct } from "../testing/shop-site.ts";

// 23:30 in Moscow, and half past one of the next day in Yekaterinburg.
const clock = { now: () => new Date("2026-12-31T20:30:00Z"), monotonic: () => performance.now() };
let site: TestSite;
let owner: Visitor;
beforeAll(async () => {
  site = await startShop(inject("postgresUrl"), { clock });
  owner = await site.newOwner();
});
afterAll(() => site.stop());

async function choose(timeZone: string): Promise<string> {
  const fields = { name: "", greeting: "", phone: "", address: "", heldPieces: "200", timeZone };
  const seen = await readHiddenFields(owner, "/admin/settings");
  return (await owner.follow(await owner.post("/admin/settings", { ...seen, ...fields }))).text;
}

const ordersToday = async (): Promise<string | undefined> =>
  /Заказов сегодня<\/dt>\s*<dd>(\d+)<\/dd>/.exec((await owner.get("/admin")).text)?.[1];

test("the owner's zone decides when today begins, and stands beside each time, with the year where it is not this one", async () => {
  const productId = await stockProduct(site, 5);
  const line = { productId, quantity: 1, priceKopecks: 10_000 };
  const outcome = await orderNow(site, requestFor([line]), clock.now());
  // Twenty past nine in the evening in Moscow is before midnight in Yekaterinburg, too.
  await site.database.run("UPDATE shop_order SET created_at = '2026-12-31T18:20:00Z'");
  expect(await ordersToday()).toBe("1");
  expect((await owner.get("/admin/orders")).text).toContain("31 декабря в 21:20 МСК<");
  expect(await choose("Asia/Yekaterinburg")).toContain("Сейчас: 1 января в 01:30 МСК+2");
  expect(await ordersToday()).toBe("0");
  expect((await owner.get("/admin/orders")).text).toContain("31 декабря 2026 г. в 23:20 МСК+2");
  const token = "placed" in outcome ? outcome.placed.pageToken : "";
  expect((await site.newVisitor().get(`/orders/${token}`)).text).toContain("3 января в 01:30 МСК+2");
});

test("a zone that is none is refused beside the field", async () => {
  const text = await choose("Mars/Olympus");
  expect(text).toContain("Выберите часовой пояс из списка");
});

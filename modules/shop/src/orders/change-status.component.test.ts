import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { TestSite } from "@tochka-rosta/sdk/testing";
import { orderNow, requestFor, startShop, stockOf, stockProduct } from "../testing/shop-site.ts";
import { changeOrderStatus } from "./change-status.ts";
import { nextStatuses, type OrderStatus, readOrderStatus } from "./order.ts";

let site: TestSite;
beforeAll(async () => {
  site = await startShop(inject("postgresUrl"));
});
afterAll(() => site.stop());

async function newOrder(): Promise<{ id: string; productId: number }> {
  const productId = await stockProduct(site, 5);
  await orderNow(site, requestFor([{ productId, quantity: 2, priceKopecks: 10_000 }]));
  const order = await site.database.row<{ id: string }>("SELECT order_id AS id FROM order_line WHERE product_id = $1", [
    productId,
  ]);
  return { id: order?.id ?? "", productId };
}

const ALL: readonly OrderStatus[] = ["new", "confirmed", "shipped", "completed", "canceled", "released"];
const ALLOWED = [
  "new>confirmed",
  "new>canceled",
  "confirmed>shipped",
  "confirmed>canceled",
  "shipped>completed",
  "shipped>canceled",
  "released>confirmed",
  "released>canceled",
];

test("these moves exist and no others", () => {
  const moves = ALL.flatMap((from) => nextStatuses(from).map((to) => `${from}>${to}`));
  expect(moves.sort()).toEqual([...ALLOWED].sort());
  expect(["new", "toString", "", undefined].map(readOrderStatus)).toEqual(["new", undefined, undefined, undefined]);
});

test("an order goes its way step by step and remembers it", async () => {
  const { id, productId } = await newOrder();
  expect(await changeOrderStatus(site.database, id, "new", "confirmed")).toBe("moved");
  expect(await changeOrderStatus(site.database, id, "confirmed", "shipped")).toBe("moved");
  expect(await changeOrderStatus(site.database, id, "shipped", "completed")).toBe("moved");
  expect(await changeOrderStatus(site.database, id, "completed", "canceled")).toBe("stale");
  const events = await site.database.rows<{ status: string }>(
    "SELECT status FROM order_event WHERE order_id = $1 ORDER BY happened_at",
    [id],
  );
  expect(events.map(({ status }) => status)).toEqual(["new", "confirmed", "shipped", "completed"]);
  expect(await stockOf(site, productId)).toBe(3);
});

test("canceling puts the pieces back once, however often it is pressed", async () => {
  const { id, productId } = await newOrder();
  expect(await stockOf(site, productId)).toBe(3);
  const presses = Array.from({ length: 8 }, () => changeOrderStatus(site.database, id, "new", "canceled"));
  expect((await Promise.all(presses)).filter((outcome) => outcome === "moved")).toHaveLength(1);
  expect(await stockOf(site, productId)).toBe(5);
});

test("a move from a status the order has left changes nothing", async () => {
  const { id, productId } = await newOrder();
  await changeOrderStatus(site.database, id, "new", "confirmed");
  expect(await changeOrderStatus(site.database, id, "new", "canceled")).toBe("stale");
  expect(await stockOf(site, productId)).toBe(3);
});

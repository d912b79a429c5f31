import { startTestSite, type TestSite, type TestSiteOptions, type Visitor } from "@tochka-rosta/sdk/testing";
import { shop } from "../module.ts";
import { type OrderOutcome, type OrderRequest, placeOrder } from "../orders/place-order.ts";

/** A shop on a new database. */
export function startShop(postgresUrl: string, options: TestSiteOptions = {}): Promise<TestSite> {
  return startTestSite(shop, postgresUrl, options);
}

/** Places an order as the shop's own routes do. */
export function orderNow(site: TestSite, request: OrderRequest, now = new Date()): Promise<OrderOutcome> {
  return placeOrder(site.database, request, now);
}

/** Puts a product for sale and returns its id. */
export async function stockProduct(
  site: TestSite,
  quantity: number,
  priceKopecks = 10_000,
  title = "Чай",
): Promise<number> {
  const row = await site.database.row<{ id: number }>(
    "INSERT INTO product (title, price_kopecks, stock_quantity, status) VALUES ($1, $2, $3, 'published') RETURNING id",
    [title, priceKopecks, quantity],
  );
  return row?.id ?? 0;
}

/** The hidden fields of a page's forms, which a browser sends along: the version that was seen, where a thing stood. */
export async function readHiddenFields(visitor: Visitor, path: string): Promise<Record<string, string>> {
  const { text } = await visitor.get(path);
  const hidden = [...text.matchAll(/<input\s+type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"/g)];
  return Object.fromEntries(hidden.map(([, name = "", value = ""]) => [name, value]));
}

/** How many pieces are on the shelf. */
export async function stockOf(site: TestSite, productId: number): Promise<number | undefined> {
  const row = await site.database.row<{ stock_quantity: number }>("SELECT stock_quantity FROM product WHERE id = $1", [
    productId,
  ]);
  return row?.stock_quantity;
}

/** Orders and order lines in the database: an orphan of either shows as a difference. */
export async function countOrders(site: TestSite): Promise<{ orders: number; lines: number; events: number }> {
  const row = await site.database.row<{ orders: number; lines: number; events: number }>(
    `SELECT (SELECT count(*) FROM shop_order) AS orders, (SELECT count(*) FROM order_line) AS lines,
       (SELECT count(*) FROM order_event) AS events`,
  );
  return row ?? { orders: -1, lines: -1, events: -1 };
}

let keys = 0;

/** A phone and an address of its own for each buyer, as orders are counted by both. */
export const buyerPhone = (number: number): string => `+7999${String(number).padStart(7, "0")}`;
const buyerAddress = (number: number): string => `198.19.${(number >> 8) % 256}.${number % 256}`;

/** A request for pieces at the price the buyer saw, of a buyer who has ordered nothing yet. */
export function requestFor(lines: OrderRequest["lines"], changes: Partial<OrderRequest> = {}): OrderRequest {
  keys += 1;
  return {
    lines,
    cartId: null,
    idempotencyKey: `test-key-${keys}`,
    buyerName: "Анна",
    buyerPhone: buyerPhone(keys),
    deliveryMethod: "pickup",
    deliveryAddress: "",
    comment: "",
    consentVersion: "test",
    consentAddress: buyerAddress(keys),
    network: buyerAddress(keys),
    ...changes,
  };
}

/** What the checkout form holds, as the browser of a buyer with a phone of his own would send it. */
export async function readCheckoutForm(visitor: Visitor): Promise<Record<string, string>> {
  return {
    ...(await readHiddenFields(visitor, "/checkout")),
    name: "Анна",
    phone: buyerPhone((keys += 1)),
    delivery_method: "pickup",
    consent: "on",
  };
}

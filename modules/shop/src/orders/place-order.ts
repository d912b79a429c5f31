// Over 150 lines: the one transaction that must be right, kept in one place.
import { createHash, randomBytes } from "node:crypto";
import type { Database, Queries } from "@tochka-rosta/sdk";
import { listCartLines } from "../carts/store.ts";
import { findProducts } from "../products/store.ts";
import { holdUntil } from "../order-limits.ts";
import type { DeliveryMethod } from "./order.ts";
import { releaseHolds } from "./release-holds.ts";
import { findTooMuch, type TooMuch } from "./unconfirmed.ts";

/** A line as the buyer saw it when pressing the button. */
export interface SeenLine {
  readonly productId: number;
  readonly quantity: number;
  readonly priceKopecks: number;
}

export interface OrderRequest {
  readonly lines: readonly SeenLine[];
  /** The cart the lines come from; one cart becomes one order at most. */
  readonly cartId: string | null;
  /** Chosen by the client; the same key with the same request means the same order. */
  readonly idempotencyKey: string;
  readonly buyerName: string;
  readonly buyerPhone: string;
  readonly deliveryMethod: DeliveryMethod;
  readonly deliveryAddress: string;
  readonly comment: string;
  /** Proof of consent: which text, and from which address. */
  readonly consentVersion: string;
  readonly consentAddress: string;
  /** Under which orders of this address are counted. */
  readonly network: string;
}

export interface PlacedOrder {
  readonly number: number;
  readonly pageToken: string;
  readonly totalKopecks: number;
  /** The order was there already: this request repeats an earlier one. */
  readonly isRepeated: boolean;
}

export type OrderRefusal =
  | TooMuch
  | { readonly code: "CART_EMPTY" | "CART_CHANGED" | "IDEMPOTENCY_KEY_REUSED" }
  | {
      readonly code: "OUT_OF_STOCK";
      readonly lines: readonly { productId: number; title: string; available: number }[];
    }
  | {
      readonly code: "PRICE_CHANGED";
      readonly lines: readonly { productId: number; title: string; priceKopecks: number }[];
    };

export type OrderOutcome = { readonly placed: PlacedOrder } | { readonly refused: OrderRefusal };

/** Leaves the transaction so that it rolls back; `placeOrder` turns it into a returned refusal. */
class RefusalSignal extends Error {
  readonly refusal: OrderRefusal;
  constructor(refusal: OrderRefusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

/** One line a product, in the order of ids, which is the order everybody locks in. Differing prices for one product match none. */
export function mergeLines(lines: readonly SeenLine[]): SeenLine[] {
  const merged = new Map<number, SeenLine>();
  for (const line of lines) {
    const earlier = merged.get(line.productId);
    const priceKopecks = !earlier || earlier.priceKopecks === line.priceKopecks ? line.priceKopecks : -1;
    merged.set(line.productId, { ...line, quantity: line.quantity + (earlier?.quantity ?? 0), priceKopecks });
  }
  return [...merged.values()].sort((a, b) => a.productId - b.productId);
}

function hashOf(request: OrderRequest, lines: readonly SeenLine[]): string {
  const { buyerName, buyerPhone, deliveryMethod, deliveryAddress, comment } = request;
  const essence = [lines, buyerName, buyerPhone, deliveryMethod, deliveryAddress, comment];
  return createHash("sha256").update(JSON.stringify(essence)).digest("hex");
}

interface EarlierOrder extends Omit<PlacedOrder, "isRepeated"> {
  readonly requestHash: string;
}

async function findEarlier(queries: Queries, column: "idempotency_key" | "cart_id", value: string) {
  return queries.row<EarlierOrder>(
    `SELECT number, page_token AS "pageToken", total_kopecks AS "totalKopecks", request_hash AS "requestHash"
     FROM shop_order WHERE ${column} = $1`,
    [value],
  );
}

/** Everything that is wrong with the lines at once, so that the buyer corrects them in one go. */
async function explainRefusal(queries: Queries, lines: readonly SeenLine[]): Promise<OrderRefusal> {
  const products = new Map(
    (
      await findProducts(
        queries,
        lines.map((line) => line.productId),
      )
    ).map((p) => [p.id, p]),
  );
  const short = lines.flatMap(({ productId, quantity }) => {
    const product = products.get(productId);
    const available = product?.status === "published" ? product.stockQuantity : 0;
    return available < quantity ? [{ productId, title: product?.title ?? "", available }] : [];
  });
  if (short.length > 0) return { code: "OUT_OF_STOCK", lines: short };
  const repriced = lines.flatMap(({ productId, priceKopecks }) => {
    const product = products.get(productId);
    return product && product.priceKopecks !== priceKopecks
      ? [{ productId, title: product.title, priceKopecks: product.priceKopecks }]
      : [];
  });
  return repriced.length > 0 ? { code: "PRICE_CHANGED", lines: repriced } : { code: "CART_CHANGED" };
}

/** Takes pieces off the shelf: the check and the taking are one statement, so nobody comes in between. */
async function takeStock(queries: Queries, lines: readonly SeenLine[]): Promise<string[]> {
  const titles: string[] = [];
  for (const line of lines) {
    const taken = await queries.row<{ title: string }>(
      `UPDATE product SET stock_quantity = stock_quantity - $2
       WHERE id = $1 AND status = 'published' AND stock_quantity >= $2 AND price_kopecks = $3 RETURNING title`,
      [line.productId, line.quantity, line.priceKopecks],
    );
    if (!taken) throw new RefusalSignal(await explainRefusal(queries, lines));
    titles.push(taken.title);
  }
  return titles;
}

async function lockCart(
  queries: Queries,
  cartId: string,
  lines: readonly SeenLine[],
): Promise<EarlierOrder | undefined> {
  await queries.row("SELECT id FROM cart WHERE id = $1 FOR UPDATE", [cartId]);
  const earlier = await findEarlier(queries, "cart_id", cartId);
  if (earlier) return earlier;
  const now = await listCartLines(queries, cartId);
  const isSame = now.length === lines.length && now.every((line, index) => {
    const seen = lines[index];
    return seen?.productId === line.productId && seen.quantity === line.quantity;
  }); // prettier-ignore
  if (!isSame) throw new RefusalSignal({ code: "CART_CHANGED" });
  await queries.run("UPDATE cart SET is_ordered = true WHERE id = $1", [cartId]);
  return undefined;
}

async function insertOrder(
  queries: Queries,
  request: OrderRequest,
  { lines, titles, now }: { readonly lines: readonly SeenLine[]; readonly titles: string[]; readonly now: Date },
) {
  const totalKopecks = lines.reduce((sum, line) => sum + line.priceKopecks * line.quantity, 0);
  const pageToken = randomBytes(24).toString("base64url");
  // The counter's row is locked last and shortest: orders of one shop pass here one by one, and no number is skipped.
  const order = await queries.row<{ id: string; number: number }>(
    `WITH counter AS (UPDATE order_counter SET last_number = last_number + 1 RETURNING last_number)
     INSERT INTO shop_order (number, page_token, cart_id, idempotency_key, request_hash, buyer_name, buyer_phone,
       delivery_method, delivery_address, comment, total_kopecks, consent_version, consent_address, network, hold_until)
     SELECT last_number, $1, $2::uuid, $3, $4, $5, $6, $7, $8, $9, $10::bigint, $11, $12, $13, $14::timestamptz FROM counter
     RETURNING id, number`,
    [
      pageToken, request.cartId, request.idempotencyKey, hashOf(request, lines), request.buyerName, request.buyerPhone,
      request.deliveryMethod, request.deliveryAddress, request.comment, totalKopecks, request.consentVersion,
      request.consentAddress, request.network, holdUntil(now),
    ], // prettier-ignore
  );
  if (!order) throw new Error("the order was not stored");
  await queries.run(
    `INSERT INTO order_line (order_id, product_id, title, unit_price_kopecks, quantity)
     SELECT $1, * FROM unnest($2::bigint[], $3::text[], $4::bigint[], $5::int[])`,
    [
      order.id,
      lines.map((line) => line.productId),
      titles,
      lines.map((line) => line.priceKopecks),
      lines.map((line) => line.quantity),
    ],
  );
  await queries.run("INSERT INTO order_event (order_id, status) VALUES ($1, 'new')", [order.id]);
  return { number: order.number, pageToken, totalKopecks };
}

async function placeInTransaction(
  queries: Queries,
  request: OrderRequest,
  lines: SeenLine[],
  now: Date,
): Promise<PlacedOrder> {
  // Requests with one key take turns; without this the loser of a race for the last piece would hear "sold out" of its own order.
  await queries.row("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [request.idempotencyKey]);
  const sameKey = await findEarlier(queries, "idempotency_key", request.idempotencyKey);
  if (sameKey && sameKey.requestHash !== hashOf(request, lines)) {
    throw new RefusalSignal({ code: "IDEMPOTENCY_KEY_REUSED" });
  }
  const earlier = sameKey ?? (request.cartId === null ? undefined : await lockCart(queries, request.cartId, lines));
  if (earlier) {
    const { number, pageToken, totalKopecks } = earlier;
    return { number, pageToken, totalKopecks, isRepeated: true };
  }
  const pieces = lines.reduce((sum, line) => sum + line.quantity, 0);
  const tooMuch = await findTooMuch(queries, { phone: request.buyerPhone, address: request.network }, pieces);
  if (tooMuch) throw new RefusalSignal(tooMuch);
  const titles = await takeStock(queries, lines);
  return { ...(await insertOrder(queries, request, { lines, titles, now })), isRepeated: false };
}

/**
 * Places an order and takes its stock in one transaction: either both happen or neither. Safe to repeat and to run in parallel. Stock whose
 * hold has ended is on the shelf before anything is taken.
 * @returns the order, or why not; refusals leave nothing behind
 */
export async function placeOrder(database: Database, request: OrderRequest, now: Date): Promise<OrderOutcome> {
  const lines = mergeLines(request.lines);
  if (lines.length === 0) return { refused: { code: "CART_EMPTY" } };
  await releaseHolds(database, now);
  try {
    return { placed: await database.transaction((queries) => placeInTransaction(queries, request, lines, now)) };
  } catch (error) {
    if (error instanceof RefusalSignal) return { refused: error.refusal };
    throw error;
  }
}

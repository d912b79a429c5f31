import { createHash, randomBytes } from "node:crypto";
import type { Database, Queries } from "@tochka-rosta/sdk";
import { MAX_LINE_QUANTITY } from "../line-quantity.ts";
import type { Product, ProductStatus } from "../products/product.ts";
import { pictureColumns } from "../products/store.ts";

export interface Cart {
  readonly id: string;
  /** An ordered cart is closed; it is found again only to answer a repeated checkout with its order. */
  readonly isOrdered: boolean;
}

/** One line with the product as it is now. */
export interface CartLine {
  readonly productId: number;
  readonly quantity: number;
  readonly title: string;
  readonly priceKopecks: number;
  readonly stockQuantity: number;
  readonly status: ProductStatus;
  readonly pictureId: Product["pictureId"];
  readonly picture: Product["picture"];
  readonly pictureAlt: Product["pictureAlt"];
}

/** The most different products in a cart. */
export const MAX_LINES = 50;

function hashOf(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

export async function findCart(queries: Queries, token: string | undefined): Promise<Cart | undefined> {
  if (!token) return undefined;
  return queries.row<Cart>(`SELECT id, is_ordered AS "isOrdered" FROM cart WHERE token_hash = $1`, [hashOf(token)]);
}

/** Open carts that one address, and the whole shop, may have; beyond it the ones untouched for longest are forgotten. */
export const CARTS_PER_ADDRESS = 300;
export const CARTS_PER_SHOP = 20_000;

/** One run forgets at most so many for each reason; the next one goes on. */
const FORGET_AT_ONCE = 1_000;

/** Forgets carts that nobody touched for thirty days, and those that the shop has too many of. */
export async function forgetCarts(queries: Queries, now: Date, most = CARTS_PER_SHOP): Promise<void> {
  await queries.run(
    `DELETE FROM cart WHERE id IN (
       (SELECT id FROM cart WHERE updated_at < $1::timestamptz - interval '30 days' LIMIT ${FORGET_AT_ONCE}) UNION ALL
       (SELECT id FROM cart ORDER BY updated_at DESC OFFSET $2 LIMIT ${FORGET_AT_ONCE}))`,
    [now, most],
  );
}

/** How many of the pieces asked for were put in. */
export interface AddedPieces {
  readonly added: number;
}

/**
 * Makes a cart with its first line, in one statement: where nothing can be put in, no cart is left behind. Forgets those of an address that
 * has too many.
 * @returns the cart's secret, or undefined when there is no such product or none left
 */
export async function openCart(
  queries: Queries,
  network: string,
  productId: number,
  quantity: number,
): Promise<(AddedPieces & { readonly token: string }) | undefined> {
  const token = randomBytes(32).toString("base64url");
  const made = await queries.row<{ quantity: number }>(
    `WITH product AS (SELECT id, stock_quantity FROM product WHERE id = $3 AND status = 'published' AND stock_quantity > 0),
     made AS (INSERT INTO cart (token_hash, network) SELECT $1, $2 FROM product RETURNING id)
     INSERT INTO cart_line (cart_id, product_id, quantity)
     SELECT made.id, product.id, least($4::bigint, product.stock_quantity, ${MAX_LINE_QUANTITY}) FROM made, product
     RETURNING quantity`,
    [hashOf(token), network, productId, quantity],
  );
  if (!made) return undefined;
  await queries.run(
    `DELETE FROM cart WHERE id IN (
       SELECT id FROM cart WHERE network = $1 AND network <> '' AND NOT is_ordered
       ORDER BY updated_at DESC OFFSET ${CARTS_PER_ADDRESS} LIMIT 100)`,
    [network],
  );
  return { token, added: made.quantity };
}

export function listCartLines(queries: Queries, cartId: string): Promise<CartLine[]> {
  return queries.rows<CartLine>(
    `SELECT l.product_id AS "productId", l.quantity, p.title, p.price_kopecks AS "priceKopecks",
       p.stock_quantity AS "stockQuantity", p.status, ${pictureColumns}
     FROM cart_line l JOIN product p ON p.id = l.product_id WHERE l.cart_id = $1 ORDER BY l.product_id`,
    [cartId],
  );
}

/** How many pieces an open cart holds. */
export async function countCartItems(queries: Queries, token: string | undefined): Promise<number> {
  if (!token) return 0;
  const row = await queries.row<{ items: number }>(
    `SELECT coalesce(sum(l.quantity), 0)::int AS items FROM cart c JOIN cart_line l ON l.cart_id = c.id
     WHERE c.token_hash = $1 AND NOT c.is_ordered`,
    [hashOf(token)],
  );
  return row?.items ?? 0;
}

/** Why nothing can be added: no such product or none left, or the cart holds as many different products as it can. */
export type CannotAdd = "unavailable" | "full";

/** Adds pieces of a published product, as many as there are now; a line never shrinks by an addition. */
export async function addCartLine(
  queries: Queries,
  cartId: string,
  productId: number,
  quantity: number,
): Promise<AddedPieces | CannotAdd> {
  const most = `least(p.stock_quantity, ${MAX_LINE_QUANTITY})`;
  const line = await queries.row<{ earlier: number; now: number }>(
    `WITH earlier AS (SELECT quantity FROM cart_line WHERE cart_id = $1 AND product_id = $2),
     put AS (
       INSERT INTO cart_line (cart_id, product_id, quantity)
       SELECT $1, p.id, least($3::bigint, ${most}) FROM product p
       WHERE p.id = $2 AND p.status = 'published' AND p.stock_quantity > 0
         AND (SELECT count(*) FROM cart_line WHERE cart_id = $1 AND product_id <> $2) < ${MAX_LINES}
       ON CONFLICT (cart_id, product_id) DO UPDATE SET quantity = greatest(cart_line.quantity,
         least(cart_line.quantity + $3::bigint, (SELECT ${most} FROM product p WHERE p.id = $2)))
       RETURNING quantity)
     SELECT put.quantity AS now, coalesce((SELECT quantity FROM earlier), 0) AS earlier FROM put`,
    [cartId, productId, quantity],
  );
  if (line) {
    await queries.run("UPDATE cart SET updated_at = now() WHERE id = $1", [cartId]);
    return { added: line.now - line.earlier };
  }
  const product = await queries.row(
    "SELECT FROM product WHERE id = $1 AND status = 'published' AND stock_quantity > 0",
    [productId],
  );
  return product ? "full" : "unavailable";
}

/**
 * Sets a line's quantity; zero removes the line. More than there is now is kept, and the cart says so.
 * @param quantity at most `MAX_LINE_QUANTITY`, which the schema holds
 */
export async function setCartLine(
  database: Database,
  cartId: string,
  productId: number,
  quantity: number,
): Promise<void> {
  if (quantity === 0) {
    await database.run("DELETE FROM cart_line WHERE cart_id = $1 AND product_id = $2", [cartId, productId]);
    return;
  }
  await database.run("UPDATE cart_line SET quantity = $3 WHERE cart_id = $1 AND product_id = $2", [
    cartId,
    productId,
    quantity,
  ]);
}

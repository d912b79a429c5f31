import type { Queries } from "@tochka-rosta/sdk";
import type { Product, ProductStatus } from "./product.ts";

const COLUMNS = `id, title, description, price_kopecks AS "priceKopecks", stock_quantity AS "stockQuantity", status,
  picture_id AS "pictureId", updated_at AS "updatedAt"`;

export interface CataloguePage {
  readonly products: readonly Product[];
  readonly total: number;
}

/** Published products, those in stock first, then the newest; `search` looks into title and description. */
export async function listPublished(
  queries: Queries,
  search: string,
  limit: number,
  offset: number,
): Promise<CataloguePage> {
  const pattern = `%${search.replace(/[\\%_]/g, "\\$&")}%`;
  const where = "status = 'published' AND ($1 = '%%' OR title ILIKE $1 OR description ILIKE $1)";
  const products = await queries.rows<Product>(
    `SELECT ${COLUMNS} FROM product WHERE ${where} ORDER BY stock_quantity = 0, id DESC LIMIT $2 OFFSET $3`,
    [pattern, limit, offset],
  );
  if (offset === 0 && products.length < limit) return { products, total: products.length };
  const count = await queries.row<{ total: number }>(`SELECT count(*) AS total FROM product WHERE ${where}`, [pattern]);
  return { products, total: count?.total ?? 0 };
}

/** All products of one state, for the owner. */
export function listByStatus(queries: Queries, statuses: readonly ProductStatus[]): Promise<Product[]> {
  return queries.rows<Product>(`SELECT ${COLUMNS} FROM product WHERE status = ANY($1) ORDER BY id DESC LIMIT 1000`, [
    statuses,
  ]);
}

export function findProduct(queries: Queries, id: number): Promise<Product | undefined> {
  return queries.row<Product>(`SELECT ${COLUMNS} FROM product WHERE id = $1`, [id]);
}

export function findProducts(queries: Queries, ids: readonly number[]): Promise<Product[]> {
  return queries.rows<Product>(`SELECT ${COLUMNS} FROM product WHERE id = ANY($1)`, [ids]);
}

export interface ProductInput {
  readonly title: string;
  readonly description: string;
  readonly priceKopecks: number;
  readonly stockQuantity: number;
}

/** Adds a product and returns its id. */
export async function addProduct(queries: Queries, input: ProductInput, status: ProductStatus): Promise<number> {
  const row = await queries.row<{ id: number }>(
    "INSERT INTO product (title, description, price_kopecks, stock_quantity, status) VALUES ($1, $2, $3, $4, $5) RETURNING id",
    [input.title, input.description, input.priceKopecks, input.stockQuantity, status],
  );
  if (!row) throw new Error("the product was not stored");
  return row.id;
}

/**
 * Changes a product. Stock moves by the difference to what the owner saw, so that sales made meanwhile are not undone.
 * @returns false when there is no such product, or stock would fall below zero
 */
export async function changeProduct(
  queries: Queries,
  id: number,
  input: ProductInput,
  seenStockQuantity: number,
): Promise<boolean> {
  const changed = await queries.run(
    `UPDATE product SET title = $2, description = $3, price_kopecks = $4, stock_quantity = stock_quantity + $5, updated_at = now()
     WHERE id = $1 AND stock_quantity + $5 >= 0`,
    [id, input.title, input.description, input.priceKopecks, input.stockQuantity - seenStockQuantity],
  );
  return changed === 1;
}

/** Shows a product in the shop, hides it, or puts it away. */
export async function setProductStatus(queries: Queries, id: number, status: ProductStatus): Promise<boolean> {
  return (await queries.run("UPDATE product SET status = $2, updated_at = now() WHERE id = $1", [id, status])) === 1;
}

/** Gives a product another picture (null: none) and returns the id of the one it had. */
export async function setProductPicture(
  queries: Queries,
  id: number,
  pictureId: string | null,
): Promise<string | undefined> {
  const earlier = await queries.row<{ picture_id: string | null }>(
    "SELECT picture_id FROM product WHERE id = $1 FOR UPDATE",
    [id],
  );
  await queries.run("UPDATE product SET picture_id = $2, updated_at = now() WHERE id = $1", [id, pictureId]);
  return earlier?.picture_id ?? undefined;
}

/** Addresses for the sitemap. */
export function listForSitemap(queries: Queries): Promise<{ id: number; title: string; updatedAt: Date }[]> {
  return queries.rows(
    `SELECT id, title, updated_at AS "updatedAt" FROM product WHERE status = 'published' ORDER BY id LIMIT 49000`,
  );
}

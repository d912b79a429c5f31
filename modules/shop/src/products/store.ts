import type { Queries } from "@tochka-rosta/sdk";
import type { Product, ProductStatus } from "./product.ts";

const REST = `price_kopecks AS "priceKopecks", stock_quantity AS "stockQuantity", status,
  picture_id AS "pictureId", updated_at AS "updatedAt"`;
const COLUMNS = `id, title, description, ${REST}`;

/** Lists carry the beginning of a description, marked as one: a hundred whole ones are a megabyte. */
const EXCERPT_CHARACTERS = 500;
const LIST_COLUMNS = `id, title, CASE WHEN length(description) > ${EXCERPT_CHARACTERS}
  THEN left(description, ${EXCERPT_CHARACTERS - 1}) || '…' ELSE description END AS description, ${REST}`;
const SHELF_ORDER = "stock_quantity = 0, id DESC";

export interface CataloguePage {
  readonly products: readonly Product[];
  readonly total: number;
}

/**
 * Published products, those in stock first, then the newest; `search` looks into title and description. Descriptions are cut to their
 * beginning.
 */
export async function listPublished(
  queries: Queries,
  search: string,
  limit: number,
  offset: number,
): Promise<CataloguePage> {
  if (search !== "") return findPublished(queries, search, limit, offset);
  const products = await queries.rows<Product>(
    `SELECT ${LIST_COLUMNS} FROM product WHERE status = 'published' ORDER BY ${SHELF_ORDER} LIMIT $1 OFFSET $2`,
    [limit, offset],
  );
  if (offset === 0 && products.length < limit) return { products, total: products.length };
  const count = await queries.row<{ total: number }>(
    "SELECT count(*) AS total FROM product WHERE status = 'published'",
  );
  return { products, total: count?.total ?? 0 };
}

/** One pass over the texts gives the page and the count. */
async function findPublished(queries: Queries, search: string, limit: number, offset: number): Promise<CataloguePage> {
  const pattern = `%${search.replace(/[\\%_]/g, "\\$&")}%`;
  const rows = await queries.rows<Product & { readonly total: number }>(
    `WITH found AS MATERIALIZED (
       SELECT id, stock_quantity = 0 AS is_sold_out FROM product
       WHERE status = 'published' AND (title ILIKE $1 OR description ILIKE $1)),
     shown AS (SELECT id FROM found ORDER BY is_sold_out, id DESC LIMIT $2 OFFSET $3)
     SELECT ${LIST_COLUMNS}, (SELECT count(*) FROM found) AS total FROM product
     WHERE id IN (SELECT id FROM shown) ORDER BY ${SHELF_ORDER}`,
    [pattern, limit, offset],
  );
  // A page beyond the end has no row to carry the count.
  if (rows.length === 0 && offset > 0)
    return { products: [], total: (await findPublished(queries, search, 1, 0)).total };
  return { products: rows.map(({ total: _total, ...product }) => product), total: rows[0]?.total ?? 0 };
}

/** A page of the products in some states, for the owner, newest first. */
export async function listByStatus(
  queries: Queries,
  statuses: readonly ProductStatus[],
  limit: number,
  offset: number,
): Promise<CataloguePage> {
  const products = await queries.rows<Product>(
    `SELECT ${LIST_COLUMNS} FROM product WHERE status = ANY($1) ORDER BY id DESC LIMIT $2 OFFSET $3`,
    [statuses, limit, offset],
  );
  if (offset === 0 && products.length < limit) return { products, total: products.length };
  const count = await queries.row<{ total: number }>("SELECT count(*) AS total FROM product WHERE status = ANY($1)", [
    statuses,
  ]);
  return { products, total: count?.total ?? 0 };
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

/** What a product takes in the database, roughly: its texts, its row and its places in indexes. */
export function productBytes(input: ProductInput): number {
  return Buffer.byteLength(input.title) + Buffer.byteLength(input.description) + 300;
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

/** The published products of a range of ids, for the sitemap. */
export function listForSitemap(
  queries: Queries,
  after: number,
  last: number,
): Promise<{ id: number; title: string; updatedAt: Date }[]> {
  return queries.rows(
    `SELECT id, title, updated_at AS "updatedAt" FROM product
     WHERE status = 'published' AND id > $1 AND id <= $2 ORDER BY id`,
    [after, last],
  );
}

/** Which ranges of `span` ids have a published product, counted from 1; one step into an index for each. */
export async function listSitemapParts(queries: Queries, span: number): Promise<number[]> {
  const rows = await queries.rows<{ part: number }>(
    `WITH RECURSIVE step AS (
       (SELECT (id - 1) / $1::bigint + 1 AS part FROM product WHERE status = 'published' ORDER BY id LIMIT 1)
       UNION ALL
       SELECT (SELECT (id - 1) / $1::bigint + 1 FROM product
               WHERE status = 'published' AND id > step.part * $1::bigint ORDER BY id LIMIT 1)
       FROM step WHERE step.part IS NOT NULL)
     SELECT part FROM step WHERE part IS NOT NULL`,
    [span],
  );
  return rows.map(({ part }) => part);
}

import {
  type Condition,
  type Database,
  type ListPage,
  type ListSource,
  type Queries,
  pictureColumn,
  readList,
} from "@tochka-rosta/sdk";
import type { Product, ProductStatus } from "./product.ts";

/** A product's first picture, also for lists that join it. */
export const pictureColumns = `picture_id AS "pictureId", ${pictureColumn("picture_id")} AS picture,
  (SELECT alt FROM picture WHERE picture.id = picture_id) AS "pictureAlt"`;

const REST = `price_kopecks AS "priceKopecks", stock_quantity AS "stockQuantity", status,
  ${pictureColumns}, updated_at AS "updatedAt", version`;
const COLUMNS = `id, title, description, ${REST}`;

/** Lists carry the beginning of a description, marked as one: a hundred whole ones are a megabyte. */
const EXCERPT_CHARACTERS = 500;
const LIST_COLUMNS = `id, title, CASE WHEN length(description) > ${EXCERPT_CHARACTERS}
  THEN left(description, ${EXCERPT_CHARACTERS - 1}) || '…' ELSE description END AS description, ${REST}`;

/** Products as lists, found by their texts and in spite of typos in the title. */
export const productList: ListSource = {
  table: "product",
  key: "id",
  columns: LIST_COLUMNS,
  search: { vector: "search", latin: "title_latin" },
};

/** Orders of the catalogue besides the shelf's own. */
export const productSorts = ["price_asc", "price_desc"] as const;
export type ProductSort = (typeof productSorts)[number];

/** What is sold out stands last in every order: nobody comes for it. */
const SOLD_OUT_LAST = "stock_quantity = 0";
const SORTED: Readonly<Record<ProductSort, string>> = {
  price_asc: `${SOLD_OUT_LAST}, price_kopecks`,
  price_desc: `${SOLD_OUT_LAST}, price_kopecks DESC`,
};

/** What of the catalogue is asked for. */
export interface CatalogueQuery {
  readonly search: string;
  readonly sort?: ProductSort | undefined;
  readonly isInStock?: boolean;
  readonly page: number;
  readonly size: number;
}

const isInStatus =
  (...statuses: readonly ProductStatus[]): Condition =>
  (bind) =>
    statuses.map((status) => `status = ${bind(status)}`).join(" OR ");

/**
 * Published products, those in stock first, then the newest. Descriptions are cut to their beginning.
 *
 * @throws RefusedError for a page beyond the last
 */
export function listPublished(database: Database, query: CatalogueQuery): Promise<ListPage<Product>> {
  const { search, sort, isInStock = false, page, size } = query;
  const where = [isInStatus("published"), ...(isInStock ? [() => "stock_quantity > 0"] : [])];
  return readList<Product>(database, productList, {
    where,
    search,
    order: sort === undefined ? SOLD_OUT_LAST : SORTED[sort],
    page,
    size,
  });
}

/** What the owner may look at: the current products, those of them that are sold out or hidden, or the archive. */
export const productViews = ["sold_out", "hidden", "archive"] as const;
export type ProductView = (typeof productViews)[number] | undefined;

function conditionsOf(view: ProductView): readonly Condition[] {
  switch (view) {
    case "archive":
      return [isInStatus("archived")];
    case "hidden":
      return [isInStatus("draft")];
    case "sold_out":
      return [isInStatus("published"), () => "stock_quantity = 0"];
    case undefined:
      return [isInStatus("draft", "published")];
  }
}

/**
 * A page of the owner's products, the newest first.
 *
 * @throws RefusedError for a page beyond the last
 */
export function listForOwner(
  database: Database,
  view: ProductView,
  query: { readonly search: string; readonly page: number; readonly size: number },
): Promise<ListPage<Product>> {
  return readList<Product>(database, productList, { ...query, where: conditionsOf(view) });
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

/** `stale`: somebody else has saved the card since. `short`: stock would fall below zero. */
export type ChangeOutcome = "changed" | "stale" | "short";

/** What an owner saw when they began to edit. */
export interface SeenProduct {
  readonly version: number;
  readonly stockQuantity: number;
}

/**
 * Changes a product, if it still has the version that its owner saw. Stock moves by the difference to what they saw, so that sales made
 * meanwhile are not undone.
 */
export async function changeProduct(
  queries: Queries,
  id: number,
  input: ProductInput,
  seen: SeenProduct,
): Promise<ChangeOutcome> {
  const moved = input.stockQuantity - seen.stockQuantity;
  const changed = await queries.run(
    `UPDATE product SET title = $2, description = $3, price_kopecks = $4, stock_quantity = stock_quantity + $5, updated_at = now(),
       version = version + 1
     WHERE id = $1 AND version = $6 AND stock_quantity + $5 >= 0`,
    [id, input.title, input.description, input.priceKopecks, moved, seen.version],
  );
  if (changed === 1) return "changed";
  const now = await queries.row<{ version: number }>("SELECT version FROM product WHERE id = $1", [id]);
  return now?.version === seen.version ? "short" : "stale";
}

/**
 * Shows a product in the shop, hides it, or puts it away, if it still stands where its owner saw it.
 * @returns false when it does not
 */
export async function setProductStatus(
  queries: Queries,
  id: number,
  from: ProductStatus,
  to: ProductStatus,
): Promise<boolean> {
  const moved = await queries.run("UPDATE product SET status = $3, updated_at = now() WHERE id = $1 AND status = $2", [
    id,
    from,
    to,
  ]);
  return moved === 1;
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

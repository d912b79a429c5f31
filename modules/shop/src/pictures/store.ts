import type { EarlierPictures, Pictures, Queries, StoredPicture } from "@tochka-rosta/sdk";

/** A product's picture with its words for those who do not see it. */
export interface ProductPicture extends StoredPicture {
  readonly alt: string;
}

/** As many a product has at most. */
export const MOST_PICTURES = 10;

/** For the release before, which shows no other form. */
const EARLIER_RELEASE_SIDE = 800;

/** Ids of a product's pictures, the first one first, whether they can be shown or not. */
function listIds(queries: Queries, productId: number): Promise<{ id: string; isStored: boolean }[]> {
  return queries.rows(
    `SELECT id, EXISTS (SELECT FROM stored_picture WHERE stored_picture.id = every.id AND width IS NOT NULL) AS "isStored"
     FROM (SELECT picture_id AS id, -1 AS position FROM product WHERE product.id = $1 AND picture_id IS NOT NULL
           UNION ALL SELECT picture_id, position FROM product_picture WHERE product_id = $1) AS every
     ORDER BY position`,
    [productId],
  );
}

/** A product's pictures that can be shown, the first one first. */
export function listProductPictures(queries: Queries, productId: number): Promise<ProductPicture[]> {
  return queries.rows<ProductPicture>(
    `SELECT picture.id, picture.alt, width, height
     FROM (SELECT picture_id AS id, -1 AS position FROM product WHERE product.id = $1
           UNION ALL SELECT picture_id, position FROM product_picture WHERE product_id = $1) AS every
     JOIN picture USING (id) JOIN stored_picture USING (id) WHERE width IS NOT NULL ORDER BY position`,
    [productId],
  );
}

async function addPicture(queries: Queries, pictures: Pictures, picture: StoredPicture): Promise<void> {
  const { bytes, mediaType } = await pictures.readJpeg(queries, picture, EARLIER_RELEASE_SIDE);
  await queries.run("INSERT INTO picture (id, media_type, bytes) VALUES ($1, $2, $3)", [picture.id, mediaType, bytes]);
}

async function arrange(queries: Queries, productId: number, ids: readonly string[]): Promise<void> {
  const [first = null, ...others] = ids;
  await queries.run("DELETE FROM product_picture WHERE product_id = $1", [productId]);
  await queries.run("UPDATE product SET picture_id = $2, updated_at = now() WHERE id = $1", [productId, first]);
  await queries.run(
    `INSERT INTO product_picture (product_id, position, picture_id)
     SELECT $1, position, id FROM unnest($2::uuid[]) WITH ORDINALITY AS given (id, position)`,
    [productId, others],
  );
}

/** What a form says of a product's pictures. */
export interface PictureChoice {
  /** In the order in which they are to be shown. */
  readonly ids: readonly string[];
  readonly alts: ReadonlyMap<string, string>;
}

/**
 * Gives a product these pictures, in the transaction that stores its form: new ones are kept, those that are missing are removed. One that
 * cannot be shown stays until another takes its place: no form lists it, so none can have meant to remove it.
 */
export async function saveProductPictures(
  queries: Queries,
  pictures: Pictures,
  productId: number,
  { ids, alts }: PictureChoice,
): Promise<void> {
  const current = await listIds(queries, productId);
  const hidden = current.filter(({ isStored }) => !isStored).map(({ id }) => id);
  const owned = new Set(current.map(({ id }) => id));
  const added = await pictures.keep(
    queries,
    ids.filter((id) => !owned.has(id)),
  );
  for (const picture of added) await addPicture(queries, pictures, picture);
  const known = new Set([...owned, ...added.map(({ id }) => id)]);
  const next = [...hidden, ...ids.filter((id) => known.has(id) && !hidden.includes(id))];
  await arrange(queries, productId, next);
  const removed = [...owned].filter((id) => !next.includes(id));
  await queries.run("DELETE FROM picture WHERE id = ANY($1::uuid[])", [removed]);
  await pictures.remove(queries, removed);
  for (const [id, alt] of alts) {
    if (next.includes(id)) await queries.run("UPDATE picture SET alt = $2 WHERE id = $1", [id, alt]);
  }
}

/** Pictures of 0.2.0 and before, which were stored as they came; and of a release before that ran again after this one. */
export const earlierPictures: EarlierPictures = {
  list: async (queries, count) => {
    const rows = await queries.rows<{ id: string }>(
      `SELECT id FROM picture WHERE NOT EXISTS (SELECT FROM stored_picture WHERE stored_picture.id = picture.id)
       ORDER BY id LIMIT $1`,
      [count],
    );
    return rows.map(({ id }) => id);
  },
  read: async (queries, id) =>
    (await queries.row<{ bytes: Buffer }>("SELECT bytes FROM picture WHERE id = $1", [id]))?.bytes,
  replace: async (queries, id, jpeg) => {
    await queries.run("UPDATE picture SET media_type = 'image/jpeg', bytes = $2 WHERE id = $1", [id, jpeg]);
  },
  listOrphans: async (queries, count) => {
    const rows = await queries.rows<{ id: string }>(
      `SELECT id FROM stored_picture WHERE expires_at IS NULL
       AND NOT EXISTS (SELECT FROM picture WHERE picture.id = stored_picture.id) LIMIT $1`,
      [count],
    );
    return rows.map(({ id }) => id);
  },
};

import type { PictureType, Queries, StoredBytes } from "@tochka-rosta/sdk";

/** Keeps a picture under a new id, so that its address may be cached for ever. */
export async function addPicture(queries: Queries, mediaType: PictureType, bytes: Buffer): Promise<string> {
  const row = await queries.row<{ id: string }>(
    "INSERT INTO picture (media_type, bytes) VALUES ($1, $2) RETURNING id",
    [mediaType, bytes],
  );
  if (!row) throw new Error("the picture was not stored");
  return row.id;
}

export function findPicture(queries: Queries, id: string): Promise<StoredBytes | undefined> {
  return queries.row<StoredBytes>(`SELECT media_type AS "mediaType", bytes FROM picture WHERE id = $1`, [id]);
}

export async function deletePicture(queries: Queries, id: string): Promise<void> {
  await queries.run("DELETE FROM picture WHERE id = $1", [id]);
}

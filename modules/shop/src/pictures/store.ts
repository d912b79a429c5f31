import type { PictureType, Queries } from "@tochka-rosta/sdk";

export interface Picture {
  readonly media_type: PictureType;
  readonly bytes: Buffer;
}

/** Keeps a picture under a new id, so that its address may be cached for ever. */
export async function addPicture(queries: Queries, mediaType: PictureType, bytes: Buffer): Promise<string> {
  const row = await queries.row<{ id: string }>(
    "INSERT INTO picture (media_type, bytes) VALUES ($1, $2) RETURNING id",
    [mediaType, bytes],
  );
  if (!row) throw new Error("the picture was not stored");
  return row.id;
}

export function findPicture(queries: Queries, id: string): Promise<Picture | undefined> {
  return queries.row<Picture>("SELECT media_type, bytes FROM picture WHERE id = $1", [id]);
}

export async function deletePicture(queries: Queries, id: string): Promise<void> {
  await queries.run("DELETE FROM picture WHERE id = $1", [id]);
}

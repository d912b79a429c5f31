import type { Queries } from "../../database/database.ts";
import type { StoredBytes } from "../../database/stored-bytes.ts";
import { mediaTypeOf } from "../variants.ts";
import type { EncodedVariant } from "../worker-message.ts";

/** Where the bytes of pictures lie. Small on purpose: another place than the module's database has to do no more than this. */
export interface VariantStore {
  /** Stores all forms of a picture; in a transaction, together with its row. */
  readonly put: (queries: Queries, id: string, variants: readonly EncodedVariant[]) => Promise<void>;
  readonly read: (queries: Queries, id: string, name: string) => Promise<StoredBytes | undefined>;
  readonly remove: (queries: Queries, ids: readonly string[]) => Promise<void>;
}

/** Keeps them in the module's own database, where they are counted as its storage. */
export const databaseVariants: VariantStore = {
  put: async (queries, id, variants) => {
    for (const { name, bytes } of variants) {
      await queries.run("INSERT INTO stored_picture_variant (picture_id, name, bytes) VALUES ($1, $2, $3)", [id, name, bytes]); // prettier-ignore
    }
  },
  read: async (queries, id, name) => {
    const mediaType = mediaTypeOf(name);
    if (mediaType === undefined) return undefined;
    const sql = "SELECT bytes FROM stored_picture_variant WHERE picture_id = $1 AND name = $2";
    const row = await queries.row<{ bytes: Buffer }>(sql, [id, name]);
    return row && { mediaType, bytes: row.bytes };
  },
  remove: async (queries, ids) => {
    await queries.run("DELETE FROM stored_picture_variant WHERE picture_id = ANY($1::uuid[])", [ids]);
  },
};

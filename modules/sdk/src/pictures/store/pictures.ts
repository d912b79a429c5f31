import { randomUUID } from "node:crypto";
import type { Clock } from "../../clock.ts";
import type { Database, Queries } from "../../database/database.ts";
import type { Storage } from "../../database/storage.ts";
import { isUuid } from "../../text/uuid.ts";
import type { StoredBytes } from "../../database/stored-bytes.ts";
import type { PictureConverter } from "../converter.ts";
import type { PictureRefusal } from "../refusal.ts";
import { type PictureSize, planVariants } from "../variants.ts";
import type { ConvertedPicture } from "../worker-message.ts";
import { databaseVariants as variants } from "./variant-store.ts";

/** A picture that can be shown; its size says which forms there are. */
export interface StoredPicture extends PictureSize {
  readonly id: string;
}

/** A site's pictures, for its module. What a form brings is stored before the form is taken, and forgotten if it never is. */
export interface Pictures {
  /** Those of these ids that can be shown, in their order. */
  readonly find: (queries: Queries, ids: readonly string[]) => Promise<StoredPicture[]>;
  /**
   * Keeps pictures that a form brought, in the transaction that stores the form. What is kept already belongs to something else and is left out.
   * @returns what is kept now
   */
  readonly keep: (queries: Queries, ids: readonly string[]) => Promise<StoredPicture[]>;
  /** The JPEG form whose longest side is the next to this, for what cannot choose: mail, programs, the release before. */
  readonly readJpeg: (queries: Queries, picture: StoredPicture, longestSide: number) => Promise<StoredBytes>;
  readonly remove: (queries: Queries, ids: readonly string[]) => Promise<void>;
}

/** The part that only the SDK uses. */
export interface PictureShelf extends Pictures {
  /** Converts a file and stores it for `pendingSeconds`; `subject` is the person who sent it. */
  readonly add: (path: string, subject: string) => Promise<StoredPicture | PictureRefusal | "no room">;
  /** Stores a picture under an id that it has already, for good. */
  readonly put: (queries: Queries, id: string, picture: ConvertedPicture) => Promise<StoredPicture>;
  readonly read: (id: string, name: string) => Promise<StoredBytes | undefined>;
  readonly forgetExpired: () => Promise<void>;
}

interface Parts {
  readonly database: Database;
  readonly converter: PictureConverter;
  readonly storage: Storage;
  readonly clock: Clock;
}

/** As long as an owner's draft, whose form may bring the picture. */
const PENDING_SECONDS = 7 * 24 * 60 * 60;

/** Of one site. Beyond it the oldest are forgotten, as drafts are. */
const MOST_PENDING = 100;

const COLUMNS = "id, width, height";

/** SQL of a column that holds the picture whose id another column has: null where that is null or the picture is not stored yet. */
export function pictureColumn(idColumn: string): string {
  return `(SELECT jsonb_build_object('id', stored_picture.id, 'width', stored_picture.width, 'height', stored_picture.height)
    FROM stored_picture WHERE stored_picture.id = ${idColumn})`;
}

/** Writes the row of a picture and its forms. */
async function insert(
  queries: Queries,
  { id, width, height }: StoredPicture,
  converted: ConvertedPicture,
  pending?: { readonly subject: string; readonly now: Date },
): Promise<void> {
  const endsAt = pending ? new Date(pending.now.getTime() + PENDING_SECONDS * 1000) : null;
  await queries.run(
    `INSERT INTO stored_picture (id, width, height, subject, created_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6)`,
    [id, width, height, pending?.subject ?? null, pending?.now ?? new Date(), endsAt],
  );
  await variants.put(queries, id, converted.variants);
}

async function findPictures(queries: Queries, ids: readonly string[]): Promise<StoredPicture[]> {
  const sql = `SELECT ${COLUMNS} FROM stored_picture WHERE id = ANY($1::uuid[]) AND width IS NOT NULL`;
  const found = await queries.rows<StoredPicture>(sql, [ids.filter(isUuid)]);
  return ids.flatMap((id) => found.filter((picture) => picture.id === id));
}

async function keepPictures(queries: Queries, ids: readonly string[]): Promise<StoredPicture[]> {
  const kept = await queries.rows<StoredPicture>(
    `UPDATE stored_picture SET expires_at = NULL WHERE id = ANY($1::uuid[]) AND expires_at IS NOT NULL RETURNING ${COLUMNS}`,
    [ids.filter(isUuid)],
  );
  return ids.flatMap((id) => kept.filter((picture) => picture.id === id));
}

async function removePictures(queries: Queries, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await variants.remove(queries, ids);
  await queries.run("DELETE FROM stored_picture WHERE id = ANY($1::uuid[])", [ids]);
}

async function removeWhere(queries: Queries, condition: string, value: Date | number): Promise<void> {
  const rows = await queries.rows<{ id: string }>(`SELECT id FROM stored_picture WHERE ${condition}`, [value]);
  const ids = rows.map(({ id }) => id);
  await removePictures(queries, ids);
}

async function addPicture(parts: Parts, path: string, subject: string): ReturnType<PictureShelf["add"]> {
  const { converter, storage, database, clock } = parts;
  const converted = await converter.convert(path);
  if ("picture" in converted) return converted;
  const bytes = converted.variants.reduce((sum, variant) => sum + variant.bytes.length, 0);
  if (!(await storage.reserve(bytes))) return "no room";
  const { width, height } = converted;
  const picture = { id: randomUUID(), width, height };
  await database.transaction(async (queries) => {
    await insert(queries, picture, converted, { subject, now: clock.now() });
    await removeWhere(
      queries,
      "id IN (SELECT id FROM stored_picture WHERE expires_at IS NOT NULL ORDER BY created_at DESC OFFSET $1)",
      MOST_PENDING,
    );
  });
  return picture;
}

function jpegNameOf(picture: PictureSize, longestSide: number): string {
  const jpegs = planVariants(picture).filter(({ format }) => format === "jpeg");
  const found = jpegs.find(({ width, height }) => Math.max(width, height) >= longestSide) ?? jpegs.at(-1);
  return found?.name ?? "";
}

/** Opens the store; every change is one transaction. */
export function openPictures(parts: Parts): PictureShelf {
  const { database, clock } = parts;
  return {
    find: findPictures,
    keep: keepPictures,
    remove: removePictures,
    readJpeg: async (queries, picture, longestSide) => {
      const stored = await variants.read(queries, picture.id, jpegNameOf(picture, longestSide));
      if (!stored) throw new Error(`the picture ${picture.id} has lost a form`);
      return stored;
    },
    add: (path, subject) => addPicture(parts, path, subject),
    put: async (queries, id, converted) => {
      const picture = { id, width: converted.width, height: converted.height };
      await insert(queries, picture, converted);
      return picture;
    },
    read: (id, name) => variants.read(database, id, name),
    forgetExpired: () => removeWhere(database, "expires_at <= $1", clock.now()),
  };
}

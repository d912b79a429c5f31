import type { Database, Queries } from "../../database/database.ts";
import type { PictureConverter } from "../converter.ts";
import { type PictureRefusal, isPictureRefusal } from "../refusal.ts";
import { withTemporaryFile } from "../temporary-file.ts";
import type { PictureShelf, StoredPicture } from "./pictures.ts";

/**
 * Pictures that a module stored by itself before there was this pipeline, and those that a release before stores after a rollback. They are
 * shown only once they have been decoded and encoded anew, since as they came they may tell where their owner lives.
 */
export interface EarlierPictures {
  /** Ids that have no row in `stored_picture` yet, at most so many. */
  readonly list: (queries: Queries, count: number) => Promise<string[]>;
  /** The bytes as they were sent. */
  readonly read: (queries: Queries, id: string) => Promise<Buffer | undefined>;
  /** Puts a clean JPEG in their place, for a release before. */
  readonly replace: (queries: Queries, id: string, jpeg: Buffer) => Promise<void>;
  /** Ids of stored pictures that nothing of the module shows any more, at most so many. */
  readonly listOrphans: (queries: Queries, count: number) => Promise<string[]>;
}

/** Long enough for a page, small in the database; one release reads it. */
const EARLIER_RELEASE_SIDE = 800;
const BATCH = 20;

interface Parts {
  readonly earlier: EarlierPictures | undefined;
  readonly database: Database;
  readonly converter: PictureConverter;
  readonly pictures: PictureShelf;
}

interface Log {
  readonly info: (fields: object, message: string) => void;
  readonly warn: (fields: object, message: string) => void;
}

/** Encodes earlier pictures anew. */
export interface PictureRenewal {
  /** One picture now, since somebody asks for it; undefined when there is none of this id, or it cannot be decoded. */
  readonly renewOne: (id: string) => Promise<StoredPicture | PictureRefusal | undefined>;
  /** All that there are, one after another; ends when it is aborted, and goes on from what is left the next time. */
  readonly renewAll: (log: Log, stopping: AbortSignal) => Promise<void>;
}

/** Two processes may meet while a Deployment rolls: the second finds the row and leaves it. */
async function isRenewed(queries: Queries, id: string): Promise<boolean> {
  await queries.run("SELECT pg_advisory_xact_lock(hashtext($1))", [id]);
  return (await queries.row("SELECT id FROM stored_picture WHERE id = $1", [id])) !== undefined;
}

async function renew({ earlier, database, converter, pictures }: Parts, id: string) {
  const bytes = await earlier?.read(database, id);
  if (!earlier || !bytes) return undefined;
  const converted = await withTemporaryFile(bytes, (path) => converter.convert(path));
  if ("picture" in converted && converted.picture === "busy") return converted;
  return database.transaction(async (queries) => {
    if (await isRenewed(queries, id)) return (await pictures.find(queries, [id]))[0];
    if ("picture" in converted) {
      // Its bytes stay where they are: nothing is lost, and nothing of them is shown.
      const sql = "INSERT INTO stored_picture (id, refusal, created_at) VALUES ($1, $2, now())";
      await queries.run(sql, [id, converted.picture]);
      return converted;
    }
    const picture = await pictures.put(queries, id, converted);
    const jpeg = await pictures.readJpeg(queries, picture, EARLIER_RELEASE_SIDE);
    await earlier.replace(queries, id, jpeg.bytes);
    return picture;
  });
}

async function renewAll(parts: Parts, renewOne: PictureRenewal["renewOne"], log: Log, stopping: AbortSignal) {
  const { earlier, database, pictures } = parts;
  if (!earlier) return;
  const refused: string[] = [];
  let renewed = 0;
  for (let ids = await earlier.list(database, BATCH); ids.length > 0; ids = await earlier.list(database, BATCH)) {
    for (const id of ids) {
      if (stopping.aborted) return;
      const outcome = await renewOne(id);
      if (isPictureRefusal(outcome) && outcome.picture === "busy") return;
      if (isPictureRefusal(outcome)) refused.push(id);
      else renewed += 1;
    }
  }
  if (renewed > 0) log.info({ renewed }, "earlier pictures were encoded again");
  if (refused.length > 0) log.warn({ refused }, "earlier pictures cannot be decoded: they are kept, and not shown");
  await database.transaction(async (queries) => pictures.remove(queries, await earlier.listOrphans(queries, BATCH)));
}

/** Opens the renewal of a module's earlier pictures; without any it does nothing. Level-based: whatever was done stays done. */
export function createPictureRenewal(parts: Parts): PictureRenewal {
  const running = new Map<string, ReturnType<PictureRenewal["renewOne"]>>();
  const renewOne = (id: string): ReturnType<PictureRenewal["renewOne"]> => {
    const found = running.get(id);
    if (found) return found;
    const begun = renew(parts, id).finally(() => running.delete(id));
    running.set(id, begun);
    return begun;
  };
  return { renewOne, renewAll: (log, stopping) => renewAll(parts, renewOne, log, stopping) };
}

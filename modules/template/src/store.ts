import {
  type Database,
  type ListPage,
  type ListSource,
  pictureColumn,
  type Queries,
  readList,
  type StoredPicture,
} from "@tochka-rosta/sdk";

export interface Note {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly photo: StoredPicture | null;
}

const COLUMNS = `id, name, description, ${pictureColumn("photo_id")} AS photo`;

/** Notes as a list, found by the words of name and description. */
const noteList: ListSource = {
  table: "note",
  key: "id",
  columns: COLUMNS,
  search: { vector: "search_vector(name, description)", latin: "search_latin(name)" },
};

/**
 * A page of the notes, the newest first.
 *
 * @throws RefusedError for a page beyond the last
 */
export function listNotes(
  database: Database,
  query: { readonly search: string; readonly page: number; readonly size: number },
): Promise<ListPage<Note>> {
  return readList<Note>(database, noteList, query);
}

/** What a note takes in the database, roughly. */
export function noteBytes(name: string, description: string): number {
  return Buffer.byteLength(name) + Buffer.byteLength(description) + 200;
}

export async function addNote(
  queries: Queries,
  name: string,
  description: string,
  photo?: StoredPicture,
): Promise<Note> {
  const note = await queries.row<Note>(
    `INSERT INTO note (name, description, photo_id) VALUES ($1, $2, $3) RETURNING ${COLUMNS}`,
    [name, description, photo?.id ?? null],
  );
  if (!note) throw new Error("the note was not stored");
  return note;
}

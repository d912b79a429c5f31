import { type Database, type ListPage, type ListSource, type Queries, readList } from "@tochka-rosta/sdk";

export interface Note {
  readonly id: number;
  readonly name: string;
  readonly description: string;
}

/** Notes as a list, found by the words of name and description. */
const noteList: ListSource = {
  table: "note",
  key: "id",
  columns: "id, name, description",
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

export async function addNote(queries: Queries, name: string, description: string): Promise<Note> {
  const note = await queries.row<Note>(
    "INSERT INTO note (name, description) VALUES ($1, $2) RETURNING id, name, description",
    [name, description],
  );
  if (!note) throw new Error("the note was not stored");
  return note;
}

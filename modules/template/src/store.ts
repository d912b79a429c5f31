import type { Queries } from "@tochka-rosta/sdk";

export interface Note {
  readonly id: number;
  readonly name: string;
  readonly description: string;
}

/** The newest notes. */
export function listNotes(queries: Queries): Promise<Note[]> {
  return queries.rows<Note>("SELECT id, name, description FROM note ORDER BY id DESC LIMIT 100");
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

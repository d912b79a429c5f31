import { buildTrigramIndex, searchTermsSql, type SearchTerms } from "@tochka-rosta/postgres/search";
import type { Database } from "../database/database.ts";
import type { ListSource } from "./read-list.ts";

/** A new index on a large table takes its time. */
const PATIENCE_MILLISECONDS = 10 * 60_000;

/**
 * Makes the indexes by which typos are found fast, where the database knows trigrams and they are missing. No migration: the extension is
 * the platform's to make and may come later; until then a search reads every title.
 */
export async function ensureTrigramIndexes(database: Database, lists: readonly ListSource[]): Promise<void> {
  if (lists.length === 0) return;
  const terms = await database.row<SearchTerms>(searchTermsSql, [""]);
  const schema = terms?.schema;
  if (!schema) return;
  await database.transaction(async (queries) => {
    for (const { table, search } of lists) await queries.run(buildTrigramIndex(table, search, schema));
  }, PATIENCE_MILLISECONDS);
}

import {
  buildMatch,
  buildSimilarity,
  searchTermsSql,
  similarityThresholdSql,
  type SearchedColumns,
  type SearchSql,
  type SearchTerms,
} from "@tochka-rosta/postgres/search";
import type { Database, Queryable } from "./client.ts";

/** A table whose rows people look for. Rows have `id` and `created_at`. */
export interface SearchedTable {
  readonly table: string;
  readonly columns: SearchedColumns;
}

/** What is looked for, and which page of it. */
export interface Search {
  readonly typed: string;
  /** SQL of rows that are found besides the words, with its value. */
  readonly orWhere?: { readonly sql: (placeholder: string) => string; readonly value: string } | undefined;
  readonly page: number;
  readonly page_size: number;
}

/** Ids in the order of the list. */
export interface FoundIds {
  readonly ids: readonly string[];
  readonly total: number;
  readonly isSimilar: boolean;
}

/** One page of what has all words, in any order and form, the newest first; where nothing has, of what is much like them. */
export async function findIds(database: Database, table: SearchedTable, search: Search): Promise<FoundIds> {
  const exact = await find(
    database,
    planSearch(table, search, (bind) => buildMatch(table.columns, bind(search.typed))),
  );
  if (exact.total > 0) return { ...exact, isSimilar: false };
  const [terms] = await database.$queryRawUnsafe<SearchTerms[]>(searchTermsSql, search.typed);
  const { words, schema } = terms ?? {};
  if (!words || !schema) return { ...exact, isSimilar: false };
  const plan = planSearch(table, search, (bind) => buildSimilarity(table.columns, words.map(bind), schema));
  const similar = await database.$transaction(async (transaction) => {
    await transaction.$executeRawUnsafe(similarityThresholdSql);
    return find(transaction, plan);
  });
  return { ...similar, isSimilar: similar.total > 0 };
}

interface SearchPlan {
  readonly sql: string;
  readonly values: readonly string[];
}

function planSearch(
  { table }: SearchedTable,
  { orWhere, page, page_size }: Search,
  build: (bind: (value: string) => string) => SearchSql,
): SearchPlan {
  const values: string[] = [];
  const bind = (value: string): string => `$${values.push(value)}::text`;
  const { condition, rank } = build(bind);
  const conditions = orWhere === undefined ? condition : `(${condition}) OR (${orWhere.sql(bind(orWhere.value))})`;
  const offset = (page - 1) * page_size;
  const sql = `WITH found AS MATERIALIZED (
      SELECT id, row_number() OVER (ORDER BY ${rank} DESC, created_at DESC, id DESC) AS place FROM ${table} WHERE ${conditions})
    SELECT count(*)::int AS total,
      array_agg(id::text ORDER BY place) FILTER (WHERE place > ${offset} AND place <= ${offset + page_size}) AS ids FROM found`;
  return { sql, values };
}

async function find(database: Queryable, { sql, values }: SearchPlan): Promise<Omit<FoundIds, "isSimilar">> {
  const [row] = await database.$queryRawUnsafe<{ total: number; ids: string[] | null }[]>(sql, ...values);
  return { total: row?.total ?? 0, ids: row?.ids ?? [] };
}

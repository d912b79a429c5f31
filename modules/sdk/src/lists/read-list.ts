import {
  buildMatch,
  buildSimilarity,
  searchTermsSql,
  similarityThresholdSql,
  type SearchedColumns,
  type SearchSql,
  type SearchTerms,
} from "@tochka-rosta/postgres/search";
import type { Database, Queries, SqlValue } from "../database/database.ts";
import { RefusedError, refusals } from "../route/refusals.ts";

/** A condition of a WHERE; `bind` gives the placeholder of a value. */
export type Condition = (bind: (value: SqlValue) => string) => string;

/** A table that is shown as a list. */
export interface ListSource {
  readonly table: string;
  /** A unique column: it ends every order, so that no row stands on two pages or on none. */
  readonly key: string;
  /** The SELECT list. */
  readonly columns: string;
  /** What its search reads: expressions over `search_vector` and `search_latin`. */
  readonly search: SearchedColumns;
}

/** Which rows of a list, in which order, and which page of them. */
export interface ListQuery {
  readonly where?: readonly Condition[];
  /** What was typed into the search; empty: all rows. */
  readonly search: string;
  /** What is found besides the words of the search, such as a number. */
  readonly orWhere?: readonly Condition[];
  /** ORDER BY; of a search, what follows on how well a row fits. The key is appended, the newest first. */
  readonly order?: string;
  /** Counted from 1. */
  readonly page: number;
  readonly size: number;
}

/** A page of a list. */
export interface ListPage<Row> {
  readonly rows: readonly Row[];
  /** Rows on all pages. */
  readonly total: number;
  readonly page: number;
  readonly size: number;
  /** Nothing has the very words: these are much like them. */
  readonly isSimilar: boolean;
}

interface Statement {
  readonly values: SqlValue[];
  readonly bind: (value: SqlValue) => string;
  readonly conditions: readonly string[];
}

function beginStatement({ where = [] }: ListQuery): Statement {
  const values: SqlValue[] = [];
  const bind = (value: SqlValue): string => `$${values.push(value)}`;
  return { values, bind, conditions: where.map((condition) => condition(bind)) };
}

function whereOf(conditions: readonly string[]): string {
  return conditions.length === 0 ? "" : `WHERE ${conditions.map((condition) => `(${condition})`).join(" AND ")}`;
}

/** The order as the caller wants it, ended by the key. */
function orderOf({ order }: ListQuery, { key }: ListSource): string {
  return [order, `${key} DESC`].filter(Boolean).join(", ");
}

type Rows<Row> = Pick<ListPage<Row>, "rows" | "total">;

/** Rows by an index in their order where there is one; they are counted only where the page does not say how many there are. */
async function readAll<Row extends object>(queries: Queries, source: ListSource, query: ListQuery): Promise<Rows<Row>> {
  const { table, columns } = source;
  const { values, bind, conditions } = beginStatement(query);
  const where = whereOf(conditions);
  const counted = [...values];
  const offset = (query.page - 1) * query.size;
  const rows = await queries.rows<Row>(
    `SELECT ${columns} FROM ${table} ${where} ORDER BY ${orderOf(query, source)} LIMIT ${bind(query.size)} OFFSET ${bind(offset)}`,
    values,
  );
  const isLast = rows.length < query.size && (rows.length > 0 || offset === 0);
  if (isLast) return { rows, total: offset + rows.length };
  const count = await queries.row<{ total: number }>(`SELECT count(*) AS total FROM ${table} ${where}`, counted);
  return { rows, total: count?.total ?? 0 };
}

/** One pass over what is found gives its order and its number; only the rows of the page are read whole. */
async function readFound<Row extends object>(
  queries: Queries,
  source: ListSource,
  query: ListQuery,
  build: (bind: Statement["bind"]) => SearchSql,
): Promise<Rows<Row>> {
  const { table, key, columns } = source;
  const { values, bind, conditions } = beginStatement(query);
  const { condition, rank } = build(bind);
  const found = [condition, ...(query.orWhere ?? []).map((other) => other(bind))].map((one) => `(${one})`).join(" OR ");
  const offset = (query.page - 1) * query.size;
  const rows = await queries.rows<Row & { readonly list_total: number }>(
    `WITH found AS MATERIALIZED (
       SELECT ${key} AS list_key, count(*) OVER () AS list_total,
         row_number() OVER (ORDER BY ${rank} DESC, ${orderOf(query, source)}) AS list_place
       FROM ${table} ${whereOf([...conditions, found])})
     SELECT ${columns}, list_total FROM found JOIN ${table} ON ${key} = list_key
     WHERE list_place > ${bind(offset)}::bigint AND list_place <= ${bind(offset + query.size)}::bigint ORDER BY list_place`,
    values,
  );
  return { rows: rows.map(({ list_total: _total, ...row }) => row as unknown as Row), total: rows[0]?.list_total ?? 0 };
}

/** What is much like the words; nothing where the database cannot tell what is alike. */
async function readSimilar<Row extends object>(
  database: Database,
  source: ListSource,
  query: ListQuery,
): Promise<Rows<Row>> {
  const terms = await database.row<SearchTerms>(searchTermsSql, [query.search]);
  const { words, schema } = terms ?? {};
  if (!words || !schema) return { rows: [], total: 0 };
  return database.transaction(async (queries) => {
    await queries.run(similarityThresholdSql);
    return readFound(queries, source, query, (bind) => buildSimilarity(source.search, words.map(bind), schema));
  });
}

/**
 * Reads a page of a list. A search finds all words in any order and form; where there is nothing, what is much like them.
 *
 * @throws RefusedError `notFound` for a page beyond the last: it is no page of this list
 *
 * @example
 * const notes = await readList<Note>(database, noteList, { search: "", page: 1, size: 20 });
 */
export async function readList<Row extends object>(
  database: Database,
  source: ListSource,
  query: ListQuery,
): Promise<ListPage<Row>> {
  const { page, size, search } = query;
  const found =
    search === ""
      ? await readAll<Row>(database, source, query)
      : await readFound<Row>(database, source, query, (bind) => buildMatch(source.search, bind(search)));
  if (found.rows.length > 0) return { ...found, page, size, isSimilar: false };
  const isEmpty = search === "" || (await hasMatch(database, source, query));
  const similar = isEmpty ? found : await readSimilar<Row>(database, source, query);
  if (similar.rows.length === 0 && page > 1) throw new RefusedError(refusals.notFound, `there is no page ${page}`);
  return { ...similar, page, size, isSimilar: similar.rows.length > 0 };
}

/** Whether a page is empty since it lies beyond the last one, not since nothing has the words. */
async function hasMatch(queries: Queries, source: ListSource, query: ListQuery): Promise<boolean> {
  if (query.page === 1) return false;
  const first = await readFound(queries, source, { ...query, page: 1, size: 1 }, (bind) =>
    buildMatch(source.search, bind(query.search)),
  );
  return first.rows.length > 0;
}

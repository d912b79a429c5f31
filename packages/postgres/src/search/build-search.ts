/** What a table is searched by, as SQL expressions of its columns. */
export interface SearchedColumns {
  /** A `search_vector`: a generated column with a GIN index, or the expression of one. */
  readonly vector: string;
  /** A `search_latin` of what typos are forgiven in, such as the title. */
  readonly latin: string;
}

/** Which rows are found, and a number by which the better ones stand first. */
export interface SearchSql {
  readonly condition: string;
  readonly rank: string;
}

/**
 * Rows that have all words in any order and form, of which the last may go on; those with all words whole in the title first.
 *
 * @param typed a placeholder whose value is what was typed
 */
export function buildMatch({ vector }: SearchedColumns, typed: string): SearchSql {
  return {
    condition: `${vector} @@ search_query(${typed}, true, '')`,
    rank: `(${vector} @@ search_query(${typed}, false, 'A'))::int`,
  };
}

/**
 * The words of a text, and the schema of `pg_trgm`, null where this database lacks it. Parameter: what was typed. Row: {@link SearchTerms}.
 * The one place that asks for the extension: where it is missing search works and forgives no typos, and does from the moment it is there.
 */
export const searchTermsSql = `SELECT search_words($1) AS words, (SELECT quote_ident(n.nspname)
  FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
  WHERE e.extname = 'pg_trgm' AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')) AS schema`;

/** What {@link searchTermsSql} answers with. */
export interface SearchTerms {
  readonly words: readonly string[] | null;
  /** Quoted where it has to be. */
  readonly schema: string | null;
}

/**
 * Has to run before {@link buildSimilarity}, in its transaction: from where on a word is much like another. PostgreSQL's usual 0.6 misses
 * every other typo in a word of six letters; at 0.4 a chair (стул) is a table (стол).
 */
export const similarityThresholdSql = "SET LOCAL pg_trgm.word_similarity_threshold TO 0.45";

/**
 * Rows of which each word is there, or is much like one of those that typos are forgiven in; the most alike first.
 *
 * @param words a placeholder a word
 * @param schema of `pg_trgm`
 */
export function buildSimilarity(
  { vector, latin }: SearchedColumns,
  words: readonly string[],
  schema: string,
): SearchSql {
  const conditions = words.map(
    (word) => `(${vector} @@ search_query(${word}, true, '') OR search_latin(${word}) OPERATOR(${schema}.<%) ${latin})`,
  );
  const ranks = words.map((word) => `${schema}.word_similarity(search_latin(${word}), ${latin})`);
  return { condition: conditions.join(" AND "), rank: ranks.join(" + ") };
}

/**
 * The index by which {@link buildSimilarity} reads only what it finds. Without it every row is compared.
 *
 * @param schema of `pg_trgm`
 */
export function buildTrigramIndex(table: string, { latin }: SearchedColumns, schema: string): string {
  return `CREATE INDEX IF NOT EXISTS ${table}_trigrams ON ${table} USING gin ((${latin}) ${schema}.gin_trgm_ops)`;
}

import type pg from "pg";
import { withClient } from "../harness/shift-time.ts";
import { readSchema } from "./dump-schema.ts";

const listTables = `
  SELECT format('%I.%I', n.nspname, c.relname) AS name,
    array_agg(quote_ident(a.attname)::text ORDER BY a.attnum) AS columns,
    bool_or(a.attidentity = 'a') AS "hasIdentity"
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
  WHERE c.relkind = 'r' AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
  GROUP BY n.nspname, c.relname ORDER BY 1`;

const listSequences = `
  SELECT format('SELECT setval(%L, %s, %L)', format('%I.%I', schemaname, sequencename), coalesce(last_value, start_value),
    last_value IS NOT NULL) AS sql
  FROM pg_sequences ORDER BY 1`;

interface Table {
  readonly name: string;
  readonly columns: readonly string[];
  readonly hasIdentity: boolean;
}

/**
 * Dumps a database as plain SQL that one query of node-postgres loads: schema, an INSERT a row, then constraints, indexes and
 * triggers. Without owners and privileges.
 */
export function dumpDatabase(url: string): Promise<string> {
  return withClient(url, async (client) => {
    await client.query("SET timezone = 'UTC'");
    const schema = await readSchema(client);
    const rows: string[] = [];
    for (const table of (await client.query<Table>(listTables)).rows) rows.push(...(await dumpRows(client, table)));
    const sequences = (await client.query<{ sql: string }>(listSequences)).rows.map(({ sql }) => sql);
    return [
      "SET timezone = 'UTC'",
      "SET check_function_bodies = off",
      ...schema.before,
      ...rows,
      ...schema.after,
      ...sequences,
    ]
      .map((statement) => `${statement.trimEnd()};\n`)
      .join("");
  });
}

async function dumpRows(client: pg.Client, { name, columns, hasIdentity }: Table): Promise<readonly string[]> {
  const values = columns.map((column) => `quote_nullable(${column}::text)`).join(` || ', ' || `);
  const { rows } = await client.query<{ values: string }>(`SELECT ${values} AS values FROM ${name} ORDER BY 1`);
  const into = `INSERT INTO ${name} (${columns.join(", ")})${hasIdentity ? " OVERRIDING SYSTEM VALUE" : ""}`;
  return rows.map((row) => `${into} VALUES (${row.values})`);
}

import { startPostgres, type PostgresServer } from "@tochka-rosta/testing";
import pg from "pg";

const listDatabases = "SELECT datname AS name FROM pg_database WHERE datallowconn AND NOT datistemplate";

const listTimeColumns = `
  SELECT format('%I.%I', table_schema, table_name) AS table, array_agg(quote_ident(column_name)::text) AS columns
  FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
  WHERE table_type = 'BASE TABLE' AND data_type LIKE 'timestamp%'
    AND table_schema NOT IN ('pg_catalog', 'information_schema')
  GROUP BY 1`;

/** Names of the databases of a server that hold data of the platform. */
export async function listDatabaseNames(server: PostgresServer): Promise<readonly string[]> {
  return withClient(server.url("postgres"), async (client) => {
    const { rows } = await client.query<{ name: string }>(listDatabases);
    return rows.map(({ name }) => name).filter((name) => name !== "postgres");
  });
}

/**
 * Moves every time in every database of a stopped PostgreSQL's data folder on, so that sessions, codes and trials are as old as they
 * were when the fixture was made. Without it a fixture would be of use for a few hours only.
 */
export async function shiftTime(dataDirectory: string, milliseconds: number): Promise<void> {
  const server = await startPostgres({ dataDirectory, settings: { fsync: "off" } });
  try {
    for (const database of await listDatabaseNames(server)) {
      await withClient(server.url(database), (client) => shiftDatabase(client, milliseconds));
    }
  } finally {
    await server.stop();
  }
}

async function shiftDatabase(client: pg.Client, milliseconds: number): Promise<void> {
  // Triggers would take this for a change made by the platform.
  await client.query("SET session_replication_role = replica");
  const { rows } = await client.query<{ table: string; columns: string[] }>(listTimeColumns);
  for (const { table, columns } of rows) {
    const changes = columns.map((column) => `${column} = ${column} + $1::interval`);
    await client.query(`UPDATE ${table} SET ${changes.join(", ")}`, [`${milliseconds} milliseconds`]);
  }
}

/** Connects, works, and ends the connection whatever came of it. */
export async function withClient<Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

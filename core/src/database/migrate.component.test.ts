import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { join } from "node:path";
import pg from "pg";
import { waitFor } from "@tochka-rosta/testing";
import { expect, inject, test } from "vitest";
import { buildSchemaSql } from "../../scripts/schema-sql.ts";
import { createTestDatabase, startTestCore } from "../testing/test-core.ts";
import { seedTariffs } from "../features/billing/initial-tariffs.ts";
import { MigrationError, readMigrationFolders } from "@tochka-rosta/postgres/migrations";
import { migrate } from "./migrate.ts";

const folders = await readMigrationFolders(join(import.meta.dirname, "../../prisma/migrations"));
const migrationNames = folders.map(({ id }) => `core/${id}`);

async function query<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** A way to a server that can be cut once for all. */
async function startWay(to: string): Promise<{ readonly url: string; cut(): void }> {
  const sockets: Socket[] = [];
  const { hostname, port } = new URL(to);
  const server = createServer((incoming) => {
    const outgoing = connect(Number(port), hostname);
    for (const socket of [incoming, outgoing]) sockets.push(socket.on("error", () => undefined));
    incoming.pipe(outgoing).pipe(incoming);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const way = new URL(to);
  way.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const cut = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { url: way.href, cut };
}

/** Columns, enumerations and indexes, apart from those that schema.prisma cannot say. */
async function describeSchema(url: string): Promise<string[]> {
  const columns = await query<{ line: string }>(
    url,
    `SELECT table_name || '.' || column_name || ' ' || udt_name || ' ' || coalesce(character_maximum_length::text, '') || ' '
       || is_nullable || ' ' || coalesce(column_default, '') AS line
     FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> '_prisma_migrations'`,
  );
  const values = await query<{ line: string }>(
    url,
    `SELECT t.typname || ' ' || e.enumlabel AS line FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid`,
  );
  const indexes = await query<{ line: string }>(
    url,
    `SELECT indexdef AS line FROM pg_indexes WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'
       AND indexdef NOT LIKE '% WHERE %' AND indexdef NOT LIKE '% USING gin %'`,
  );
  return [...columns, ...values, ...indexes].map(({ line }) => line).sort();
}

test("the migrations make what schema.prisma says", async () => {
  const migrated = await createTestDatabase(inject("postgresUrl"));
  const desired = await createTestDatabase(inject("postgresUrl"));
  await migrate(migrated);
  await query(desired, await buildSchemaSql(desired));
  const expected = await describeSchema(desired);
  expect(expected.length).toBeGreaterThan(100);
  expect(await describeSchema(migrated)).toEqual(expected);
});

test("many replicas may start at once, and a second start changes nothing", async () => {
  const url = await createTestDatabase(inject("postgresUrl"));
  const applied = await Promise.all(Array.from({ length: 4 }, () => migrate(url, seedTariffs)));
  expect(applied.flatMap((outcome) => outcome.applied).sort()).toEqual(migrationNames);
  expect(await migrate(url, seedTariffs)).toEqual({ applied: [], newer: [] });
  expect(await query(url, "SELECT code FROM tariffs ORDER BY position")).toEqual([
    { code: "base" },
    { code: "growth" },
    { code: "master" },
  ]);
});

test("an edited tariff stays edited, and a missing one comes back", async () => {
  const url = await createTestDatabase(inject("postgresUrl"));
  await migrate(url, seedTariffs);
  await query(url, "UPDATE tariffs SET price_kopecks = 1 WHERE code = 'base'");
  await query(url, "DELETE FROM tariffs WHERE code = 'master'");
  await migrate(url, seedTariffs);
  expect(await query(url, "SELECT code, price_kopecks FROM tariffs ORDER BY position")).toEqual([
    { code: "base", price_kopecks: 1 },
    { code: "growth", price_kopecks: 299_000 },
    { code: "master", price_kopecks: 999_000 },
  ]);
});

/** Writes into the history that another version has applied a migration. */
async function noteMigration(url: string, name: string): Promise<void> {
  await query(
    url,
    `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('${randomUUID()}', '', '${name}', now())`,
  );
}

test("an edited migration stops the start, and so does an unknown one that is not newer", async () => {
  const url = await createTestDatabase(inject("postgresUrl"));
  await migrate(url, seedTariffs);
  await noteMigration(url, "20000101000000_stray");
  await expect(migrate(url, seedTariffs)).rejects.toThrow("20000101000000_stray, which this version should know");
  await query(url, `DELETE FROM _prisma_migrations WHERE migration_name = '20000101000000_stray'`);
  await query(url, `UPDATE _prisma_migrations SET checksum = 'other'`);
  await expect(migrate(url, seedTariffs)).rejects.toThrow(MigrationError);
});

test("a database that a newer version has migrated is served and left as it is", async () => {
  const url = await createTestDatabase(inject("postgresUrl"));
  await migrate(url, seedTariffs);
  await noteMigration(url, "20990101000000_later");
  await query(url, "ALTER TABLE tariffs ADD COLUMN level integer NOT NULL DEFAULT 1");
  await query(url, "DELETE FROM tariffs WHERE code = 'master'");
  expect(await migrate(url, seedTariffs)).toEqual({ applied: [], newer: ["core/20990101000000_later"] });
  expect(await query(url, "SELECT code FROM tariffs ORDER BY position")).toEqual([
    { code: "base" },
    { code: "growth" },
  ]);
  const core = await startTestCore({ postgresUrl: inject("postgresUrl"), databaseUrl: url });
  expect((await core.client().get("/api/billing/tariffs")).status).toBe(200);
  await core.stop();
});

test("it needs no more than a role that owns the database", async () => {
  const url = new URL(await createTestDatabase(inject("postgresUrl")));
  const role = `owner_${randomUUID().slice(0, 8)}`;
  await query(url.href, `CREATE ROLE ${role} LOGIN NOSUPERUSER PASSWORD 'for this test'`);
  await query(url.href, `ALTER DATABASE ${url.pathname.slice(1)} OWNER TO ${role}`);
  url.username = role;
  url.password = "for this test";
  expect((await migrate(url.href)).applied).toEqual(migrationNames);
});

test("a connection that is lost on the way is an error like any other", async () => {
  const url = await createTestDatabase(inject("postgresUrl"));
  const other = new pg.Client({ connectionString: url });
  await other.connect();
  await other.query("SELECT pg_advisory_lock(72707369)");
  const uncaught: unknown[] = [];
  const note = (error: unknown) => uncaught.push(error);
  process.on("uncaughtException", note);
  const way = await startWay(url);
  const failed = expect(migrate(way.url)).rejects.toThrow("Connection terminated unexpectedly");
  await waitFor("the migration to wait for the other one", async () => {
    const { rows } = await other.query(
      `SELECT FROM pg_locks JOIN pg_database d ON d.oid = database AND datname = current_database()
       WHERE locktype = 'advisory' AND NOT granted`,
    );
    return rows.length > 0 || undefined;
  });
  way.cut();
  await failed;
  await other.end();
  process.off("uncaughtException", note);
  expect(uncaught).toEqual([]);
});

import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { migrate } from "@tochka-rosta/core";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";
import { locateFixture, releases } from "./harness/fixture.ts";
import { withClient } from "./harness/shift-time.ts";
import { dumpDatabase } from "./make/dump.ts";

let url = "";
beforeEach(async () => {
  const own = new URL(inject("postgresUrl"));
  own.pathname = `/release_${randomBytes(6).toString("hex")}`;
  url = own.href;
  await withClient(inject("postgresUrl"), (client) => client.query(`CREATE DATABASE ${own.pathname.slice(1)}`));
});
afterEach(async () => {
  const name = new URL(url).pathname.slice(1);
  await withClient(inject("postgresUrl"), (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
});

type Rows = Readonly<Record<string, readonly unknown[]>>;

/** Every row of every table as JSON, for the columns that `known` has, or for all. */
function readRows(known?: ReadonlyMap<string, readonly string[]>): Promise<Rows> {
  return withClient(url, async (client) => {
    const rows: Record<string, unknown[]> = {};
    for (const [table, columns] of known ?? (await readColumns(client))) {
      const query = `SELECT ${columns.map((name) => pg.escapeIdentifier(name)).join(", ")} FROM ${table}`;
      const found = await client.query<object>(query);
      rows[table] = found.rows.map((row) => JSON.stringify(row)).toSorted();
    }
    return rows;
  });
}

async function readColumns(client: pg.Client): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await client.query<{ table: string; columns: string[] }>(
    `SELECT format('%I.%I', table_schema, table_name) AS table, array_agg(column_name::text ORDER BY ordinal_position) AS columns
     FROM information_schema.columns WHERE table_schema NOT IN ('pg_catalog', 'information_schema') GROUP BY 1`,
  );
  return new Map(rows.map(({ table, columns }) => [table, columns]));
}

async function load(file: string): Promise<string> {
  const sql = await readFile(file, "utf8");
  await withClient(url, (client) => client.query(sql));
  return sql;
}

/** What was there is there, in columns that it had: migrations may add rows to their own history, and raise what no one has edited. */
async function expectKept(before: Rows, known: ReadonlyMap<string, readonly string[]>): Promise<void> {
  const after = await readRows(known);
  for (const [table, rows] of Object.entries(before)) {
    const kept = table === "public.tariffs" ? rows.map((row) => raiseTariff(String(row))) : rows;
    const found = table === "public.tariffs" ? after[table]?.map((row) => withoutTime(String(row))) : after[table];
    const wanted = table === "public._prisma_migrations" ? (expect.arrayContaining([...kept]) as unknown[]) : kept;
    expect(found, table).toEqual(wanted);
  }
}

/** The largest tariff has memory for two pods of every site since modules decode photos. */
function raiseTariff(row: string): string {
  return withoutTime(row.includes('"code":"master"') ? row.replace('"memory":"8Gi"', '"memory":"10Gi"') : row);
}

function withoutTime(row: string): string {
  return JSON.stringify({ ...(JSON.parse(row) as object), updated_at: "" });
}

test("today's core, with its extension and its search, loads from its dump, and what was loaded gives the same dump", async () => {
  await migrate(url);
  const sql = await dumpDatabase(url);
  await withClient(url, (client) => client.query("DROP SCHEMA public, extensions CASCADE; CREATE SCHEMA public"));
  await withClient(url, (client) => client.query(sql));
  expect(await dumpDatabase(url)).toBe(sql);
});

describe.each(releases)("of %s", (release) => {
  const { coreDump, shopDump } = locateFixture(release);

  test.each([
    ["core", coreDump],
    ["shop", shopDump],
  ])("the dump of a %s's database loads by one query, and what was loaded gives the same dump", async (_name, file) => {
    const sql = await load(file);
    expect(await dumpDatabase(url)).toBe(sql);
  });

  test("the core's database comes through today's migrations with every row, and once only", async () => {
    await load(coreDump);
    const known = await withClient(url, readColumns);
    const before = await readRows(known);
    expect(before["public.users"]?.length).toBeGreaterThan(4);
    expect((await migrate(url)).newer).toEqual([]);
    await expectKept(before, known);
    expect((await migrate(url)).applied).toEqual([]);
  });

  test("the shop's photos carry what a phone writes into them: device, time, place", async () => {
    await load(shopDump);
    const { rows } = await withClient(url, (client) => client.query<{ bytes: Buffer }>("SELECT bytes FROM picture"));
    expect(rows).toHaveLength(3);
    for (const { bytes } of rows) {
      // The GPS directory's pointer: tag 0x8825, a 32-bit number, one of them.
      const gps = Buffer.from([0x25, 0x88, 4, 0, 1, 0, 0, 0]);
      expect({ exif: bytes.includes("Exif\0\0"), gps: bytes.includes(gps) }).toEqual({ exif: true, gps: true });
      expect(bytes.toString("latin1")).toMatch(/(Samsung|Apple|Xiaomi)[^]*2026:11:\d\d \d\d:\d\d:\d\d/);
    }
  });
});

import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createTemporaryFolder } from "@tochka-rosta/testing";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";
import {
  migrate,
  MigrationError,
  prismaHistory,
  readMigrationFolders,
  scopedHistory,
  type Migration,
  type MigrationOptions,
  type RunTransaction,
} from "./index.ts";

const lock = 4711;
let pool: pg.Pool;
let superuser: pg.Client;
let name = "";

beforeEach(async () => {
  name = `migrate_test_${randomBytes(6).toString("hex")}`;
  superuser = new pg.Client({ connectionString: inject("postgresUrl") });
  await superuser.connect();
  await superuser.query(`CREATE DATABASE ${name}`);
  const url = new URL(inject("postgresUrl"));
  url.pathname = `/${name}`;
  pool = new pg.Pool({ connectionString: url.href, max: 12 });
  // The pool closes in the background what DROP DATABASE … FORCE then ends.
  pool.on("error", () => undefined).on("connect", (client) => client.on("error", () => undefined));
});
afterEach(async () => {
  await pool.end();
  await superuser.query(`DROP DATABASE ${name} WITH (FORCE)`);
  await superuser.end();
});

const transaction: RunTransaction = async (work) => {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    const result = await work(async (text, values) => (await client.query<object>(text, values && [...values])).rows);
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  } finally {
    client.release();
  }
};

const rowsOf = async (sql: string) => (await pool.query<Record<string, unknown>>(sql)).rows;
const first = { id: "0001-first", sql: "CREATE TABLE thing (id int); INSERT INTO thing VALUES (1)" };
const second = { id: "0002-second", sql: "ALTER TABLE thing ADD COLUMN name text" };

describe.each([
  ["Prisma's table", prismaHistory("m")],
  ["a table of scopes", scopedHistory],
])("with the history in %s", (_, history) => {
  const run = (migrations: readonly Migration[], more: Partial<MigrationOptions> = {}) =>
    migrate({ transaction, history, lock, scopes: [{ scope: "m", migrations }], ...more });

  test("migrations are applied once, in order, and a second start applies nothing", async () => {
    expect(await run([second, first])).toEqual({ applied: ["m/0001-first", "m/0002-second"], newer: [] });
    expect(await run([first, second])).toEqual({ applied: [], newer: [] });
    expect(await rowsOf("SELECT * FROM thing")).toEqual([{ id: 1, name: null }]);
  });

  test("ten processes that start together apply each migration once", async () => {
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => run([first, second])));
    expect(outcomes.flatMap(({ applied }) => applied).toSorted()).toEqual(["m/0001-first", "m/0002-second"]);
    expect(await rowsOf("SELECT id FROM thing")).toHaveLength(1);
  });

  test("a migration takes as long as it takes, whatever the role's sessions may, and changes nothing for them", async () => {
    await superuser.query(`ALTER DATABASE ${name} SET statement_timeout TO '100ms'`);
    await run([{ id: "0001-slow", sql: "SELECT pg_sleep(0.3)" }]);
    expect(await rowsOf("SHOW statement_timeout")).toEqual([{ statement_timeout: "100ms" }]);
  });

  test("a migration that fails leaves nothing of itself; those before it stay, and a corrected one goes on from there", async () => {
    const broken = { id: "0002-broken", sql: "CREATE TABLE other (id int); SELECT 1 / 0" };
    const failure = await run([first, broken]).catch((error: unknown) => error as Error);
    expect(failure).toMatchObject({
      message: "migration m/0002-broken failed and was rolled back",
      cause: expect.objectContaining({ message: "division by zero" }),
    });
    const tables = await rowsOf("SELECT tablename FROM pg_tables WHERE tablename IN ('thing', 'other')");
    expect(tables).toEqual([{ tablename: "thing" }]);
    expect(await run([first, second])).toEqual({ applied: ["m/0002-second"], newer: [] });
  });

  test("a value added to an enumeration can be used by the migration after it", async () => {
    const steps = [
      { id: "1", sql: "CREATE TYPE mood AS ENUM ('good')" },
      { id: "2", sql: "ALTER TYPE mood ADD VALUE 'better'" },
      { id: "3", sql: "CREATE TABLE t (m mood DEFAULT 'better'); INSERT INTO t DEFAULT VALUES" },
    ];
    expect((await run(steps)).applied).toHaveLength(3);
  });

  test("a migration changed after its release is refused", async () => {
    await run([first]);
    const changed = { ...first, sql: "CREATE TABLE thing (id bigint)" };
    await expect(run([changed])).rejects.toThrow(MigrationError);
    await expect(run([changed])).rejects.toThrow("m/0001-first was changed after it had been applied");
  });

  test("an older program starts on a newer database and leaves it as it is, seeds included", async () => {
    await run([first, second]);
    let seeds = 0;
    const seed = async () => void (seeds += 1);
    expect(await run([first], { seed })).toEqual({ applied: [], newer: ["m/0002-second"] });
    expect(seeds).toBe(0);
    expect(await run([first, second], { seed })).toEqual({ applied: [], newer: [] });
    expect(seeds).toBe(1);
  });

  test("an unknown migration that is not newer is another history, and refused", async () => {
    await run([first]);
    await expect(run([second])).rejects.toThrow("has the migration m/0001-first, which this version should know");
  });

  test("seeds run under the lock, once a start, and one that fails is rolled back", async () => {
    const seed: MigrationOptions["seed"] = async (query) => {
      await query("INSERT INTO thing VALUES ($1)", ["7"]);
    };
    await run([first], { seed });
    expect(await rowsOf("SELECT id FROM thing ORDER BY id")).toEqual([{ id: 1 }, { id: 7 }]);
    const failing: MigrationOptions["seed"] = async (query) => {
      await query("DELETE FROM thing");
      throw new Error("no");
    };
    await expect(run([first], { seed: failing })).rejects.toThrow("no");
    expect(await rowsOf("SELECT id FROM thing")).toHaveLength(2);
  });
});

test("equal ids of different scopes do not collide", async () => {
  const scopes = ["sdk", "m"].map((scope) => ({ scope, migrations: [{ id: "0001", sql: `SELECT '${scope}'` }] }));
  const options = { transaction, history: scopedHistory, lock };
  expect((await migrate({ ...options, scopes: scopes.slice(0, 1) })).applied).toEqual(["sdk/0001"]);
  expect((await migrate({ ...options, scopes })).applied).toEqual(["m/0001"]);
  expect(await migrate({ ...options, scopes: [] })).toEqual({ applied: [], newer: [] });
});

test("folders are read as Prisma lays them out", async () => {
  await using folder = await createTemporaryFolder("migrations");
  await mkdir(join(folder.path, "20260101_init"));
  await writeFile(join(folder.path, "20260101_init", "migration.sql"), "SELECT 1");
  await writeFile(join(folder.path, "migration_lock.toml"), "");
  expect(await readMigrationFolders(folder.path)).toEqual([{ id: "20260101_init", sql: "SELECT 1" }]);
});

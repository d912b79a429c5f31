import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { type Database, openDatabase } from "./database.ts";
import { migrate } from "./migrations.ts";

const server = new URL(inject("postgresUrl"));

function connect(database: string): Database {
  return openDatabase(
    {
      host: server.hostname,
      port: Number(server.port || "5432"),
      username: decodeURIComponent(server.username),
      database,
      sslMode: "disable",
      readPassword: () => Promise.resolve(decodeURIComponent(server.password)),
    },
    () => undefined,
  );
}

let name = "";
let superuser: Database;
let database: Database;

beforeEach(async () => {
  name = `migrations_test_${randomBytes(6).toString("hex")}`;
  superuser = connect(server.pathname.slice(1) || "postgres");
  await superuser.run(`CREATE DATABASE ${name}`);
  database = connect(name);
});
afterEach(async () => {
  await database.close();
  await superuser.run(`DROP DATABASE ${name} WITH (FORCE)`);
  await superuser.close();
});

const first = { id: "0001-first", sql: "CREATE TABLE thing (id int); INSERT INTO thing VALUES (1)" };
const second = { id: "0002-second", sql: "ALTER TABLE thing ADD COLUMN name text" };

test("migrations are applied once, in order, and a second start applies nothing", async () => {
  expect(await migrate(database, [{ scope: "m", migrations: [second, first] }])).toEqual([
    "m/0001-first",
    "m/0002-second",
  ]);
  expect(await migrate(database, [{ scope: "m", migrations: [first, second] }])).toEqual([]);
  expect(await database.rows("SELECT * FROM thing")).toEqual([{ id: 1, name: null }]);
});

test("ten processes that start together apply each migration once", async () => {
  const starts = Array.from({ length: 10 }, () => migrate(database, [{ scope: "m", migrations: [first, second] }]));
  const applied = (await Promise.all(starts)).flat();
  expect(applied.sort()).toEqual(["m/0001-first", "m/0002-second"]);
});

test("a migration that fails leaves nothing behind", async () => {
  const broken = { id: "0002-broken", sql: "CREATE TABLE other (id int); SELECT 1 / 0" };
  await expect(migrate(database, [{ scope: "m", migrations: [first, broken] }])).rejects.toThrow(/division by zero/);
  const tables = await database.rows("SELECT 1 FROM pg_tables WHERE schemaname = 'public'");
  expect(tables).toEqual([]);
});

test("a migration changed after its release is refused", async () => {
  await migrate(database, [{ scope: "m", migrations: [first] }]);
  const changed = { ...first, sql: "CREATE TABLE thing (id bigint)" };
  await expect(migrate(database, [{ scope: "m", migrations: [changed] }])).rejects.toThrow(/m\/0001-first was changed/);
});

test("equal ids of different scopes do not collide, and a newer version's migrations are left alone", async () => {
  await migrate(database, [{ scope: "sdk", migrations: [{ id: "0001", sql: "SELECT 1" }] }]);
  expect(await migrate(database, [{ scope: "m", migrations: [{ id: "0001", sql: "SELECT 2" }] }])).toEqual(["m/0001"]);
  expect(await migrate(database, [])).toEqual([]);
});

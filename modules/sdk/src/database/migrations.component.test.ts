import { createHash, randomBytes } from "node:crypto";
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

test("a module's migrations are applied on its own pool, once by ten processes that start together", async () => {
  const starts = Array.from({ length: 10 }, () => migrate(database, [{ scope: "m", migrations: [second, first] }]));
  const applied = (await Promise.all(starts)).flat();
  expect(applied.sort()).toEqual(["m/0001-first", "m/0002-second"]);
  expect(await database.rows("SELECT * FROM thing")).toEqual([{ id: 1, name: null }]);
});

test("a migration that fails says why, and leaves nothing of itself", async () => {
  const broken = { id: "0002-broken", sql: "CREATE TABLE other (id int); SELECT 1 / 0" };
  const failure = await migrate(database, [{ scope: "m", migrations: [first, broken] }]).catch(
    (error: unknown) => error,
  );
  expect(failure).toMatchObject({ message: expect.stringContaining("m/0002-broken failed"), cause: { code: "22012" } });
  expect(await database.rows("SELECT tablename FROM pg_tables WHERE tablename = 'other'")).toEqual([]);
});

test("a database that the release 0.2.0 migrated is known by its lines", async () => {
  await database.run(`CREATE TABLE schema_migration (
    scope text NOT NULL, id text NOT NULL, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (scope, id))`);
  await database.run("CREATE TABLE thing (id int)");
  const checksum = createHash("sha256").update(first.sql).digest("hex");
  await database.run("INSERT INTO schema_migration (scope, id, checksum) VALUES ('m', $1, $2)", [first.id, checksum]);
  expect(await migrate(database, [{ scope: "m", migrations: [first, second] }])).toEqual(["m/0002-second"]);
});

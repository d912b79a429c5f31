import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { type Database, openDatabase } from "../database/database.ts";
import { migrate } from "../database/migrations.ts";
import { sdkSchema } from "../database/sdk-schema.ts";
import { RefusedError } from "../route/refusals.ts";
import { type ListQuery, type ListSource, readList } from "./read-list.ts";
import { ensureTrigramIndexes } from "./trigram-indexes.ts";

const server = new URL(inject("postgresUrl"));
const name = `lists_test_${randomBytes(6).toString("hex")}`;
const ROWS = 45;

const things: ListSource = {
  table: "thing",
  key: "id",
  columns: "id, title",
  search: { vector: "search", latin: "search_latin(title)" },
};

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

let superuser: Database;
let database: Database;
beforeAll(async () => {
  superuser = connect(server.pathname.slice(1) || "postgres");
  await superuser.run(`CREATE DATABASE ${name}`);
  database = connect(name);
  await migrate(database, [sdkSchema]);
  await database.run(`CREATE TABLE thing (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, title text, kind text, price int,
    search tsvector GENERATED ALWAYS AS (search_vector(title, '')) STORED)`);
  // All of one price: what has no order of its own must not stand on two pages.
  await database.run(
    `INSERT INTO thing (title, kind, price) SELECT CASE WHEN n % 3 = 0 THEN 'Кроссовки ' ELSE 'Вазы ' END || n, CASE WHEN n % 2 = 0 THEN 'even' ELSE 'odd' END, 1
     FROM generate_series(1, ${ROWS}) n`,
  );
});
afterAll(async () => {
  await database.close();
  await superuser.run(`DROP DATABASE ${name} WITH (FORCE)`);
  await superuser.close();
});

interface Thing {
  id: number;
  title: string;
}
const read = (query: Partial<ListQuery>) =>
  readList<Thing>(database, things, { search: "", page: 1, size: 10, order: "price", ...query });

async function readAllPages(query: Partial<ListQuery>): Promise<Thing[]> {
  const rows: Thing[] = [];
  for (let page = 1; ; page += 1) {
    const list = await read({ ...query, page });
    rows.push(...list.rows);
    if (rows.length >= list.total) return rows;
  }
}

test.each([
  ["everything", {}, ROWS],
  ["a filter", { where: [(bind: (value: string) => string) => `kind = ${bind("odd")}`] }, 23],
  ["a search", { search: "ваза" }, 30],
  [
    "a search with a filter",
    { search: "ваза", where: [(bind: (value: string) => string) => `kind = ${bind("odd")}`] },
    15,
  ],
  ["a search that leads to more than words", { search: "ваза", orWhere: [() => "id = 3"] }, 31],
])("%s reaches every row once, page by page", async (_, query, count) => {
  const rows = await readAllPages(query);
  expect(rows).toHaveLength(count);
  expect(new Set(rows.map(({ id }) => id)).size).toBe(count);
});

test.each([{}, { search: "ваза" }])("a page beyond the last is not there: %j", async (query) => {
  const { total } = await read(query);
  const last = Math.ceil(total / 10);
  expect((await read({ ...query, page: last })).rows.length).toBeGreaterThan(0);
  await expect(read({ ...query, page: last + 1 })).rejects.toMatchObject({ kind: { status: 404 } });
});

test("an empty list has a first page", async () => {
  const none = { where: [() => "false"] };
  expect(await read(none)).toEqual({ rows: [], total: 0, page: 1, size: 10, isSimilar: false });
  expect(await read({ ...none, search: "ваза" })).toMatchObject({ rows: [], total: 0, isSimilar: false });
  await expect(read({ ...none, page: 2 })).rejects.toBeInstanceOf(RefusedError);
});

test("rows carry their columns and nothing of the search", async () => {
  expect(Object.keys((await read({ search: "ваза" })).rows[0] ?? {})).toEqual(["id", "title"]);
});

// The order of the next two is that of a database which gets its extension while the module runs.
test("a database without pg_trgm finds words and forgives no typos", async () => {
  await ensureTrigramIndexes(database, [things]);
  expect((await read({ search: "кроссовки" })).total).toBe(15);
  expect(await read({ search: "кросовки" })).toMatchObject({ rows: [], isSimilar: false });
});

test("from the moment it is there typos are forgiven, with and without an index", async () => {
  await database.run("CREATE SCHEMA extensions; CREATE EXTENSION pg_trgm SCHEMA extensions");
  const compared = await read({ search: "кросовки", page: 2 });
  expect(compared).toMatchObject({ total: 15, isSimilar: true });
  await ensureTrigramIndexes(database, [things]);
  await ensureTrigramIndexes(database, [things]);
  expect(await database.rows("SELECT FROM pg_indexes WHERE indexname = 'thing_trigrams'")).toHaveLength(1);
  expect(await read({ search: "кросовки", page: 2 })).toEqual(compared);
  await expect(read({ search: "кросовки", page: 3 })).rejects.toMatchObject({ kind: { status: 404 } });
});

test.each(["' OR true --", "%", "_", "\\", "a:*", "!", "()", "<->", "&|!", '"', "\u200b!"])(
  "signs are words to nobody: %j",
  async (search) => {
    expect((await read({ search })).total).toBe(0);
  },
);

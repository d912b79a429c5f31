import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import {
  buildMatch,
  buildSimilarity,
  searchTermsSql,
  similarityThresholdSql,
  type SearchTerms,
} from "./build-search.ts";
import { searchFunctionsSql } from "./search-functions.ts";

const NBSP = "\u00a0";
const columns = { vector: "vector", latin: "latin" };

/** Locales that a platform operator's servers have: with C nothing but ASCII has letters, or a lower case. */
const locales = {
  "builtin C.UTF-8, ctype C": "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'",
  "libc C": "LOCALE_PROVIDER libc LOCALE 'C'",
  "libc C.UTF-8": "LOCALE_PROVIDER libc LOCALE 'C.UTF-8'",
};

describe.each(Object.entries(locales))("in a database of locale %s", (_, locale) => {
  const name = `search_${randomBytes(6).toString("hex")}`;
  let superuser: pg.Client;
  let client: pg.Client;

  beforeAll(async () => {
    superuser = new pg.Client({ connectionString: inject("postgresUrl") });
    await superuser.connect();
    await superuser.query(`CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8' ${locale}`);
    const url = new URL(inject("postgresUrl"));
    url.pathname = `/${name}`;
    client = new pg.Client({ connectionString: url.href });
    await client.connect();
    await client.query(searchFunctionsSql);
    await client.query(`CREATE SCHEMA extensions; CREATE EXTENSION pg_trgm SCHEMA extensions`);
  });
  afterAll(async () => {
    await client.end();
    await superuser.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await superuser.end();
  });

  async function isFound(typed: string, title: string, rest = ""): Promise<boolean> {
    const { rows } = await client.query<{ found: boolean }>(
      `SELECT ${buildMatch(columns, "$1").condition} AS found FROM (SELECT search_vector($2, $3) AS vector) AS row`,
      [typed, title, rest],
    );
    return rows[0]?.found === true;
  }

  async function isSimilar(typed: string, title: string, rest = ""): Promise<boolean> {
    const { rows } = await client.query<SearchTerms>(searchTermsSql, [typed]);
    const { words, schema } = rows[0] ?? {};
    if (!words || !schema) return false;
    const { condition } = buildSimilarity(
      columns,
      words.map((__, at) => `$${at + 3}`),
      schema,
    );
    await client.query("BEGIN");
    await client.query(similarityThresholdSql);
    const found = await client.query<{ found: boolean }>(
      `SELECT ${condition} AS found FROM (SELECT search_vector($1, $2) AS vector, search_latin($1) AS latin) AS row`,
      [title, rest, ...words],
    );
    await client.query("COMMIT");
    return found.rows[0]?.found === true;
  }

  test.each([
    ["зеленый", "ЗЕЛЁНЫЙ чай"],
    ["ЗЕЛЁНЫЙ", "зеленый чай"],
    ["женские ботинки", "Ботинки женские"],
    ["женских ботинок зимних", "Ботинки зимние женские"],
    ["вазы", "Ваза"],
    ["чашек", "Чашки"],
    ["чашка", "Набор чашек"],
    ["сумок", "Сумка"],
    ["полотенец", "Полотенце"],
    ["батареек", "Батарейка"],
    ["кресел", "Кресло"],
    ["ваза", "Две вазы"],
    [`красная${NBSP}ваза`, "Ваза красная"],
    ["красная ваза", `Ваза${NBSP}красная`],
    ["йод".normalize("NFD"), "Йод аптечный"],
    ["йод", "Йод аптечный".normalize("NFD")],
    ["ёлка".normalize("NFD"), "ЕЛКА"],
    ["замок", "За\u0301мок"],
    ["хлопок", "Хло\u00adпок"],
    ["хлопок", "хлопок\u200b"],
    ["«ботинки»", "Ботинки"],
    ["ботинки, женские!", "Ботинки-женские"],
    ["темно-синий", "Тёмно-синий шарф"],
    ["синий темно", "Тёмно-синий шарф"],
    ["бот", "Ботинки"],
    ["женские бот", "Ботинки женские"],
    ["nike", "Кроссовки Nike™"],
    ["НАЙК", "найк"],
    ["cafe", "Café"],
    ["чай 5", "Чай №5"],
    ["№5", "Чай № 5"],
    ["м2", "Плитка, м²"],
    ["для ботинок", "Крем ботинкам"],
    ["не я", "Не я"],
    ["shoes", "Running shoe"],
    ["қазан", "Қазан"],
    ["чай 👍", "Чай 👍 хороший"],
    ["Ａ４", "Бумага A4"],
  ])("%j finds %j", async (typed, title) => {
    expect(await isFound(typed, title)).toBe(true);
    expect(await isFound(typed, "Другое", title)).toBe(true);
  });

  test.each([
    ["ботинки мужские", "Ботинки женские"],
    ["ва", "Ваза"],
    ["бот женские", "Ботинки женские"],
    ["5", "Чай №55 ромашка"],
    ["", "Ваза"],
    ["!!!", "Ваза"],
    ["%", "Скидка 50%"],
    ["' | ваза:*", "Кружка"],
    ["<->", "Ваза"],
    ["\\", "Ваза"],
  ])("%j does not find %j", async (typed, title) => {
    expect(await isFound(typed, title)).toBe(false);
  });

  test.each([
    ["кросовки", "Кроссовки беговые"],
    ["кросовки женские", "Кроссовки", "женские и мужские"],
    ["саммокат", "Самокат"],
    ["чяйник", "Чайник стеклянный"],
    ["велосепед", "Велосипед детский"],
    ["самсунг", "Телефон Samsung"],
    ["кросовок", "Кроссовки"],
    ["krossovki", "Кроссовки"],
  ])("%j is much like %j", async (typed, title, rest = "") => {
    expect(await isFound(typed, title, rest)).toBe(false);
    expect(await isSimilar(typed, title, rest)).toBe(true);
  });

  test.each([
    ["кросовки", "Кружка"],
    ["кросовки мужские", "Кроссовки женские"],
    ["ваза", "Лампа"],
    ["стул", "Стол"],
    ["чашка", "Чайник"],
  ])("%j is nothing like %j", async (typed, title) => {
    expect(await isSimilar(typed, title)).toBe(false);
  });

  test("words in the title stand before the same words elsewhere", async () => {
    const { rows } = await client.query<{ title: string }>(
      `SELECT title FROM (SELECT title, search_vector(title, rest) AS vector FROM (VALUES ('Полка', 'для вазы'), ('Ваза', ''), ('Вазочка', '')) AS v (title, rest)) AS row
       WHERE ${buildMatch(columns, "$1").condition} ORDER BY ${buildMatch(columns, "$1").rank} DESC, title`,
      ["вазы"],
    );
    expect(rows.map(({ title }) => title)).toEqual(["Ваза", "Полка"]);
  });

  test("an index may hold what the functions make", async () => {
    await client.query(`CREATE TABLE thing (title text, vector tsvector GENERATED ALWAYS AS (search_vector(title, '')) STORED,
      latin text GENERATED ALWAYS AS (search_latin(title)) STORED)`);
    await client.query("INSERT INTO thing VALUES ('Ёлка')");
    expect((await client.query("SELECT latin FROM thing")).rows).toEqual([{ latin: "elka" }]);
  });
});

test("core's migration holds these very functions", async () => {
  const file = join(import.meta.dirname, "../../../../core/prisma/migrations/20261130400000_search/migration.sql");
  expect(await readFile(file, "utf8")).toContain(searchFunctionsSql);
});

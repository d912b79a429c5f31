import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { isPlainIdentifier, quoteIdentifier, quoteLiteral } from "./quote.ts";

const server = new pg.Client({ connectionString: inject("postgresUrl") });
beforeAll(async () => {
  await server.connect();
});
afterAll(() => server.end());

const text = fc.string({ unit: "binary", maxLength: 15 }).filter((value) => !value.includes("\0"));
const awkward = fc.constantFrom("'", '"', "\\", "';--", '"; DROP ROLE x; --', "$$", "%", "E'", "ё'", "\n");

describe("quoting, as PostgreSQL reads it", () => {
  test.each(["on", "off"])("a literal is the very text, with standard_conforming_strings %s", async (setting) => {
    await server.query(`SET standard_conforming_strings = ${setting}`);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(text, awkward), { maxLength: 5 }), async (parts) => {
        const value = parts.join("");
        const { rows } = await server.query<{ read: string }>(`SELECT ${quoteLiteral(value)}::text AS read`);
        expect(rows).toEqual([{ read: value }]);
      }),
      { numRuns: 100 },
    );
    await server.query("RESET standard_conforming_strings");
  });

  test("an identifier is the very name, whatever is in it", async () => {
    const name = fc.oneof(text, awkward).filter((value) => value.length > 0 && Buffer.byteLength(value) <= 63);
    await fc.assert(
      fc.asyncProperty(name, async (value) => {
        const { rows } = await server.query<Record<string, number>>(`SELECT 1 AS ${quoteIdentifier(value)}`);
        expect(rows).toEqual([{ [value]: 1 }]);
      }),
      { numRuns: 100 },
    );
  });

  test("a zero byte is refused, which nothing could hold", () => {
    expect(() => quoteLiteral("a\0b")).toThrow(TypeError);
    expect(() => quoteIdentifier("a\0b")).toThrow(TypeError);
  });
});

test("plain identifiers need no quotes' tricks", () => {
  for (const name of ["main", "tr_provisioner", "A-1", "_"]) expect(isPlainIdentifier(name)).toBe(true);
  for (const name of ["", "1a", "a b", 'a"', "ё", "a".repeat(64)]) expect(isPlainIdentifier(name)).toBe(false);
});

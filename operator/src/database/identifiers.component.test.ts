import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { openTestServer } from "../testing/database-server.ts";
import { databaseNames, quoteIdentifier, quoteLiteral } from "./identifiers.ts";

const { server } = openTestServer();
afterAll(() => server.close());

const text = fc.string({ unit: "binary", maxLength: 15 }).filter((value) => !value.includes("\0"));
const awkward = fc.constantFrom("'", '"', "\\", "';--", '"; DROP ROLE x; --', "$$", "%", "E'", "ё'", "\n");

describe("quoting, as PostgreSQL reads it", () => {
  it("a literal is the very text, whatever is in it", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(text, awkward), { maxLength: 5 }), async (parts) => {
        const value = parts.join("");
        expect(await server.query(`SELECT ${quoteLiteral(value)}::text AS read`)).toEqual([{ read: value }]);
      }),
      { numRuns: 100 },
    );
  });

  it("an identifier is the very name, whatever is in it", async () => {
    const name = fc.oneof(text, awkward).filter((value) => value.length > 0 && Buffer.byteLength(value) <= 63);
    await fc.assert(
      fc.asyncProperty(name, async (value) => {
        expect(await server.query(`SELECT 1 AS ${quoteIdentifier(value)}`)).toEqual([{ [value]: 1 }]);
      }),
      { numRuns: 100 },
    );
  });

  it("refuses a zero byte, which nothing could hold", () => {
    expect(() => quoteLiteral("a\0b")).toThrow(TypeError);
    expect(() => quoteIdentifier("a\0b")).toThrow(TypeError);
  });
});

it("names are made of uids only", () => {
  expect(databaseNames("11111111-2222-4333-8444-555555555555").user).toBe("u_11111111222243338444555555555555");
  for (const uid of ["", "shop", '"; DROP DATABASE x; --', "11111111-2222-4333-8444-55555555555Z"]) {
    expect(() => databaseNames(uid)).toThrow(TypeError);
  }
});

import { randomUUID } from "node:crypto";
import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { quoteLiteral } from "../sql/quote.ts";
import { buildScramVerifier, generatePassword } from "./scram.ts";

const role = `scram_${randomUUID().slice(0, 8)}`;
const server = new pg.Client({ connectionString: inject("postgresUrl") });

beforeAll(async () => {
  await server.connect();
  await server.query(`CREATE ROLE ${role} LOGIN`);
  // Other tests prepare this server for tenants, after which nobody may connect who was not told so.
  await server.query(`CREATE DATABASE ${role} OWNER ${role}`);
});
afterAll(async () => {
  await server.query(`DROP DATABASE ${role}`);
  await server.query(`DROP ROLE ${role}`);
  await server.end();
});

/** The verifier that the server computes for a password by itself. */
async function serverVerifier(password: string): Promise<string> {
  await server.query(`ALTER ROLE ${role} PASSWORD ${quoteLiteral(password)}`);
  const { rows } = await server.query<{ rolpassword: string }>("SELECT rolpassword FROM pg_authid WHERE rolname = $1", [
    role,
  ]);
  return rows[0]?.rolpassword ?? "";
}

async function expectSame(password: string): Promise<void> {
  const expected = await serverVerifier(password);
  const salt = Buffer.from(/:([^$]+)\$/.exec(expected)?.[1] ?? "", "base64");
  expect([password, await buildScramVerifier(password, salt)]).toEqual([password, expected]);
}

test.each([
  ["letters and digits", "pencil"],
  ["controls of ASCII", "a\u0007b\u007f"],
  ["a soft hyphen, which is dropped", "I\u00adX"],
  ["a ligature and a Roman numeral, which come apart", "ﬁnⅸ"],
  ["a no-break space, which becomes a space", "a\u00a0b\u3000c"],
  ["a space of no width, which becomes a space", "a\u200bb"],
  ["a joiner, which is dropped", "a\u200db"],
  ["Cyrillic, composed and decomposed", "й и\u0306"],
  ["full-width digits", "１２３"],
  ["a tone mark that is prohibited", "ﬁ\u0340"],
  ["a control outside of ASCII, so nothing is changed", "ﬁ\u0080"],
  ["an emoji that Unicode 3.2 had not, so nothing is changed", "ﬁ😀"],
  ["Hebrew alone, which ends in a composed letter", "\u05e9\u05dc\u05d5\u05dd\ufb2e"],
  ["Hebrew with Latin, so nothing is changed", "\u05e9\u05dc ﬁ"],
  ["Arabic that ends in a digit, so nothing is changed", "\u0627\u00a01"],
  ["nothing but what is dropped", "\u00ad\u200d"],
  ["private use", "ﬁ\ue000"],
  ["a noncharacter", "ﬁ\u{1fffe}"],
])("the verifier of %s is the server's own", async (_, password) => {
  await expectSame(password);
});

test("the verifier of any text is the server's own", async () => {
  const character = fc.oneof(
    fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
    fc.integer({ min: 0xa0, max: 0x2fff }).map((code) => String.fromCodePoint(code)),
    fc.constantFrom("ﬁ", "\u00a0", "\u00ad", "ש", "a", "1"),
  );
  const password = fc
    .array(character, { minLength: 1, maxLength: 4 })
    .map((parts) => parts.join(""))
    .filter((text) => !text.includes("\0") && text.isWellFormed());
  await fc.assert(fc.asyncProperty(password, expectSame), { numRuns: 400 });
}, 60_000);

test("a client logs in with a password whose verifier was made here", async () => {
  const password = `пароль ﬁ\u00a0${generatePassword()}`;
  await server.query(`ALTER ROLE ${role} PASSWORD ${quoteLiteral(await buildScramVerifier(password))}`);
  const url = new URL(inject("postgresUrl"));
  const client = new pg.Client({
    host: url.hostname,
    port: Number(url.port),
    user: role,
    password,
    database: role,
  });
  await client.connect();
  await client.end();
});

test("passwords are long, of characters that need no escaping, and each is another", () => {
  const passwords = Array.from({ length: 100 }, generatePassword);
  expect(new Set(passwords).size).toBe(100);
  for (const password of passwords) expect(password).toMatch(/^[\w-]{43}$/);
});

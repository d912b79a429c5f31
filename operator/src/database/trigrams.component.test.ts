import { generatePassword } from "@tochka-rosta/postgres/scram";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  openTestServer,
  prepareTestServer,
  queryAs,
  retryWhileLocked,
  testDatabase,
} from "../testing/database-server.ts";
import { observeDatabase } from "./observation.ts";
import type { DesiredDatabase } from "./plan.ts";
import { provisionDatabase } from "./provision.ts";
import type { DatabaseServer } from "./server.ts";

const { signal } = new AbortController();
const { server, statements } = openTestServer();

beforeAll(() => prepareTestServer(server));
afterAll(() => server.close());

const provision = (desired: DesiredDatabase, password: string, on: DatabaseServer = server) =>
  retryWhileLocked(() =>
    provisionDatabase(on, { desired, password, isPasswordVerified: false, prepare: () => Promise.resolve(), signal }),
  );

/** Inside of the database three, and its mark. */
const statementsOfTrigrams = 4;
const similarity = "SELECT extensions.word_similarity('krosovki', 'krossovki') > 0.6 AS alike";

describe("a search that forgives typos", () => {
  it("is there in a new database, whose module cannot make or lose it", async () => {
    const desired = testDatabase();
    const password = generatePassword();
    await provision(desired, password);
    expect(await queryAs(desired, password, similarity)).toEqual([{ alike: true }]);
    for (const sql of ["DROP EXTENSION pg_trgm", "CREATE TABLE extensions.mine (id int)", "CREATE SCHEMA mine"]) {
      await expect(queryAs(desired, password, sql)).rejects.toMatchObject({ code: "42501" });
    }
  });

  it("comes to a database that a release before made, with its data, and is looked for once", async () => {
    // A copy of template0, as a template of before had no more than an open schema; its mark said nothing of trigrams.
    const desired = { ...testDatabase(), template: "template0" };
    const password = generatePassword();
    expect(await provision(desired, password)).toMatchObject({ changes: 11 });
    expect((await observeDatabase(server, desired.names)).database?.comment).not.toContain("trigrams");
    await expect(queryAs(desired, password, similarity)).rejects.toMatchObject({ code: "3F000" });
    statements.length = 0;
    expect(await provision(desired, password)).toMatchObject({ changes: statementsOfTrigrams });
    expect(await queryAs(desired, password, similarity)).toEqual([{ alike: true }]);
    expect(await provision(desired, password)).toMatchObject({ changes: 0 });
    expect(statements.map(({ text }) => text.split(" ", 2).join(" "))).toEqual([
      "CREATE SCHEMA",
      "GRANT USAGE",
      "CREATE EXTENSION",
      "COMMENT ON",
    ]);
  });

  it("that the server refuses leaves the site as it is, and is tried again", async () => {
    const desired = { ...testDatabase(), template: "template0" };
    const password = generatePassword();
    await provision(desired, password);
    const refusing: DatabaseServer = {
      ...server,
      withDatabase: () => Promise.reject(Object.assign(new Error("no such file"), { code: "58P01" })),
    };
    expect(await provision(desired, password, refusing)).toEqual({
      changes: 0,
      isTakenBack: false,
      trigramProblem: expect.stringContaining("no such file"),
    });
    expect(await provision(desired, password)).toMatchObject({ changes: statementsOfTrigrams });
  });
});

import { randomUUID } from "node:crypto";
import { generatePassword } from "@tochka-rosta/postgres/scram";
import { quoteIdentifier } from "@tochka-rosta/postgres/sql";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import {
  breakConnection,
  openTestServer,
  prepareTestServer,
  retryWhileLocked,
  queryAs,
  connect,
  endState,
  testDatabase,
} from "../testing/database-server.ts";
import { observeDatabase } from "./observation.ts";
import type { DesiredDatabase } from "./plan.ts";
import { listOpenDatabases } from "./preparation.ts";
import { provisionDatabase } from "./provision.ts";
import { dropDatabase, retireDatabase } from "./retirement.ts";
import type { DatabaseServer } from "./server.ts";

const { signal } = new AbortController();
const { server, statements } = openTestServer();
const now = "2026-11-23T00:00:00Z";

beforeAll(() => prepareTestServer(server));
afterAll(() => server.close());

const prepare = vi.fn(() => Promise.resolve());
const provision = (
  desired: DesiredDatabase,
  password: string,
  on: DatabaseServer = server,
  isPasswordVerified = false,
) =>
  retryWhileLocked(
    async () => (await provisionDatabase(on, { desired, password, isPasswordVerified, prepare, signal })).changes,
  );
/** Of a new database, by a superuser. */
const statementsOfNew = 11;

describe("provisioning on a real PostgreSQL", () => {
  it("takes eleven statements, and none the second time", async () => {
    const desired = testDatabase();
    const password = generatePassword();
    statements.length = 0;
    expect(await provision(desired, password)).toBe(statementsOfNew);
    expect(statements).toHaveLength(statementsOfNew);
    expect(await provision(desired, password)).toBe(0);
    expect(statements).toHaveLength(statementsOfNew);
  });

  it("wants the server fit for tenants before a database is made, be it again, and for nothing else", async () => {
    const desired = testDatabase();
    const password = generatePassword();
    prepare.mockClear();
    await provision(desired, password);
    await provision(desired, generatePassword());
    expect(prepare).toHaveBeenCalledTimes(1);
    await server.query(`DROP DATABASE ${quoteIdentifier(desired.names.database)}`);
    prepare.mockRejectedValueOnce(new Error("somebody left a door open"));
    await expect(provision(desired, password)).rejects.toThrow("a door open");
    expect((await observeDatabase(server, desired.names)).database).toBeUndefined();
    await provision(desired, password);
    expect(prepare).toHaveBeenCalledTimes(3);
  });

  it("never shows the password to the server", async () => {
    const desired = testDatabase();
    const password = generatePassword();
    statements.length = 0;
    await provision(desired, password);
    expect(statements.map(({ text }) => text).join("\n")).not.toContain(password);
  });

  it("lets the module make tables as itself", async () => {
    const desired = testDatabase();
    const password = generatePassword();
    await provision(desired, password);
    await queryAs(desired, password, "CREATE TABLE goods (id int PRIMARY KEY, title text)");
    expect(await queryAs(desired, password, "SELECT tableowner FROM pg_tables WHERE tablename = 'goods'")).toEqual([
      { tableowner: desired.names.user },
    ]);
  });

  it.each(
    Array.from({ length: statementsOfNew }, (_, at) => at).flatMap((at) =>
      (["before", "after"] as const).map((when) => [at, when] as const),
    ),
  )("killed at statement %i, %s it took effect, ends like an undisturbed one", async (at, when) => {
    const [undisturbed, killed] = [testDatabase(), testDatabase()];
    const password = generatePassword();
    await provision(undisturbed, password);
    await expect(provision(killed, password, breakConnection(server, at, when))).rejects.toThrow("connection lost");
    await provision(killed, password);
    expect(await endState(server, killed)).toEqual(await endState(server, undisturbed));
    expect(await queryAs(killed, password, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    expect(await provision(killed, password)).toBe(0);
  });

  it("lets nobody in while it is not finished", async () => {
    const desired = testDatabase();
    const password = generatePassword();
    for (let at = 1; at < statementsOfNew; at += 1) {
      await expect(provision(desired, password, breakConnection(server, 0, "after"))).rejects.toThrow(
        "connection lost",
      );
      await expect(connect(desired, password)).rejects.toThrow(
        /does not exist|not currently accepting|authentication failed/,
      );
    }
    await provision(desired, password);
    await (await connect(desired, password)).end();
  });

  it("makes the role follow a new Secret, also when the process died in between", async () => {
    const desired = testDatabase();
    await provision(desired, generatePassword());
    const renewed = generatePassword();
    await expect(provision(desired, renewed, breakConnection(server, 0, "before"))).rejects.toThrow("connection lost");
    await expect(connect(desired, renewed)).rejects.toThrow("authentication failed");
    expect(await provision(desired, renewed)).toBe(1);
    await (await connect(desired, renewed)).end();
  });

  it("two operators at once make one database, and nobody fails for good", async () => {
    const desired = testDatabase();
    const password = generatePassword();
    const changes = await Promise.all([provision(desired, password), provision(desired, password)]);
    expect(changes.sort((a, b) => a - b)).toEqual([0, statementsOfNew]);
    expect(await provision(desired, password)).toBe(0);
  });

  it("leaves a database alone that bears the name but not the mark", async () => {
    const desired = testDatabase();
    await server.query(`CREATE DATABASE ${quoteIdentifier(desired.names.database)}`);
    statements.length = 0;
    await expect(provision(desired, generatePassword())).rejects.toMatchObject({ reason: "DatabaseNotOurs" });
    await expect(retireDatabase(server, desired, { now, signal })).rejects.toMatchObject({ reason: "DatabaseNotOurs" });
    expect(statements).toEqual([]);
    await server.query(`DROP DATABASE ${quoteIdentifier(desired.names.database)}`);
  });
});

describe("what a module's session may take", () => {
  const limits = {
    statementTimeoutSeconds: 1,
    idleInTransactionTimeoutSeconds: 2,
    workMemoryMebibytes: 3,
    temporaryFilesMebibytes: 1,
  };

  it("is set for its role, and set again where somebody lifted it", async () => {
    const desired = { ...testDatabase(), limits };
    const password = generatePassword();
    await provision(desired, password);
    const sql = `SELECT name, current_setting(name) AS value FROM unnest(ARRAY['statement_timeout',
      'idle_in_transaction_session_timeout', 'work_mem', 'temp_file_limit']) AS name`;
    const expected = [
      { name: "statement_timeout", value: "1s" },
      { name: "idle_in_transaction_session_timeout", value: "2s" },
      { name: "work_mem", value: "3MB" },
      { name: "temp_file_limit", value: "1MB" },
    ];
    expect(await queryAs(desired, password, sql)).toEqual(expected);
    await server.query(`ALTER ROLE ${quoteIdentifier(desired.names.user)} RESET ALL`);
    expect(await provision(desired, password)).toBe(4);
    expect(await queryAs(desired, password, sql)).toEqual(expected);
    expect(await provision({ ...desired, limits: { ...limits, statementTimeoutSeconds: 5 } }, password)).toBe(1);
  });

  it("ends a statement that takes too long, and one that fills the disk", async () => {
    const desired = { ...testDatabase(), limits };
    const password = generatePassword();
    await provision(desired, password);
    await expect(queryAs(desired, password, "SELECT pg_sleep(60)")).rejects.toMatchObject({ code: "57014" });
    const sorted = "SELECT n FROM generate_series(1, 1000000) AS n ORDER BY md5(n::text) LIMIT 1 OFFSET 999999";
    await expect(queryAs(desired, password, sorted)).rejects.toMatchObject({ code: "53400" });
    await expect(queryAs(desired, password, "SET temp_file_limit = -1")).rejects.toMatchObject({ code: "42501" });
  });
});

describe("the wall between tenants on one server", () => {
  const password = generatePassword();
  const [mine, theirs] = [testDatabase(), testDatabase()];
  const core = `core_${randomUUID().slice(0, 8)}`;

  beforeAll(async () => {
    await server.query(`CREATE DATABASE ${core}`);
    await prepareTestServer(server);
    await provision(mine, password);
    await provision(theirs, password);
  });
  afterAll(() => server.query(`DROP DATABASE ${core}`));

  it.each(["postgres", "template1", "the core's database", "the template of modules", "another tenant's database"])(
    "a module cannot connect to %s",
    async (which) => {
      const databases: Record<string, string> = {
        "the core's database": core,
        "the template of modules": mine.template,
        "another tenant's database": theirs.names.database,
      };
      await expect(connect(mine, password, databases[which] ?? which)).rejects.toMatchObject({
        code: expect.stringMatching(/^(42501|55000)$/),
      });
    },
  );

  it.each([
    [
      "open its database to everybody",
      (desired: DesiredDatabase) => `GRANT CONNECT ON DATABASE "${desired.names.database}" TO PUBLIC`,
    ],
    ["forge its mark", (desired: DesiredDatabase) => `COMMENT ON DATABASE "${desired.names.database}" IS '{}'`],
    ["become the owner", (desired: DesiredDatabase) => `SET ROLE "${desired.names.owner}"`],
    ["make a role", () => "CREATE ROLE intruder"],
    ["make a database", () => "CREATE DATABASE intruder"],
    ["rename its database", (desired: DesiredDatabase) => `ALTER DATABASE "${desired.names.database}" RENAME TO mine`],
    [
      "lift its connection limit",
      (desired: DesiredDatabase) => `ALTER ROLE "${desired.names.user}" CONNECTION LIMIT -1`,
    ],
  ])("a module cannot %s", async (_, sql) => {
    const before = await endState(server, mine);
    await queryAs(mine, password, sql(mine)).catch(() => undefined);
    expect(await endState(server, mine)).toEqual(before);
    expect(await server.query("SELECT FROM pg_roles WHERE rolname = 'intruder'")).toEqual([]);
    expect(await server.query("SELECT FROM pg_database WHERE datname IN ('intruder', 'mine')")).toEqual([]);
  });

  it("a module cannot act as the owner", async () => {
    await expect(queryAs(mine, password, `SET ROLE "${mine.names.owner}"`)).rejects.toMatchObject({ code: "42501" });
  });

  it("a module holds no more connections than it may", async () => {
    const held = await Promise.all(Array.from({ length: mine.connectionLimit }, () => connect(mine, password)));
    await expect(connect(mine, password)).rejects.toMatchObject({ code: "53300" });
    await Promise.all(held.map((client) => client.end()));
  });

  it("names on the server say nothing about anybody", () => {
    for (const name of Object.values(mine.names)) expect(name).toMatch(/^[dou]_[0-9a-f]{32}$/);
  });

  it("no database stays open to every role", async () => {
    const open = await server.withSession(listOpenDatabases);
    // Other test files make databases of their own on this server meanwhile.
    const known = ["postgres", "template1", core, mine.template, mine.names.database, theirs.names.database];
    expect(open.filter((name) => known.includes(name))).toEqual([]);
  });
});

describe("a provisioner without superuser rights", () => {
  it("provisions and drops on a server prepared by its superuser", async () => {
    const name = `provisioner_${randomUUID().slice(0, 8)}`;
    await server.query(`CREATE ROLE ${name} LOGIN NOSUPERUSER CREATEDB CREATEROLE PASSWORD 'secret'`);
    await server.query(`GRANT pg_signal_backend TO ${name}`);
    await server.query(`GRANT CONNECT ON DATABASE postgres TO ${name}`);
    const limited = openTestServer({ user: name, password: "secret" });
    // The shared template belongs to the superuser of this test run; a provisioner has its own, so it copies template0 here.
    const desired = { ...testDatabase(), template: "template0" };
    const password = generatePassword();
    // It may not limit temporary files.
    expect(await provision(desired, password, limited.server)).toBe(statementsOfNew - 1);
    // pg_trgm is trusted: whoever may act as the database's owner makes it, here for one whose template has none.
    expect(await provision(desired, password, limited.server)).toBe(4);
    expect(await queryAs(desired, password, "SELECT extensions.similarity('a', 'a')")).toEqual([{ similarity: 1 }]);
    expect(await provision(desired, password, limited.server)).toBe(0);
    await (await connect(desired, password)).end();
    await retireDatabase(limited.server, desired, { now, signal });
    await dropDatabase(limited.server, desired, { signal, assertStillWanted: () => Promise.resolve() });
    expect((await observeDatabase(server, desired.names)).database).toBeUndefined();
    await limited.server.close();
    await server.query(`REVOKE CONNECT ON DATABASE postgres FROM ${name}`);
    await server.query(`DROP ROLE ${name}`);
  });
});

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import {
  breakConnection,
  openTestServer,
  prepareTestServer,
  retryWhileLocked,
  ask,
  connect,
  endState,
  testWish,
} from "../testing/database-server.ts";
import { quoteIdentifier } from "./identifiers.ts";
import { observeDatabase } from "./observation.ts";
import type { DatabaseWish } from "./plan.ts";
import { listOpenDatabases } from "./preparation.ts";
import { provisionDatabase } from "./provision.ts";
import { dropDatabase, retireDatabase } from "./retirement.ts";
import { generatePassword } from "./scram.ts";
import type { DatabaseServer } from "./server.ts";

const { signal } = new AbortController();
const { server, statements } = openTestServer();
const now = "2026-11-23T00:00:00Z";

beforeAll(() => prepareTestServer(server));
afterAll(() => server.close());

const prepare = vi.fn(() => Promise.resolve());
const provision = (wish: DatabaseWish, password: string, on: DatabaseServer = server, isPasswordVerified = false) =>
  retryWhileLocked(() => provisionDatabase(on, { wish, password, isPasswordVerified, prepare, signal }));

describe("provisioning on a real PostgreSQL", () => {
  it("takes seven statements, and none the second time", async () => {
    const wish = testWish();
    const password = generatePassword();
    statements.length = 0;
    expect(await provision(wish, password)).toBe(7);
    expect(statements).toHaveLength(7);
    expect(await provision(wish, password)).toBe(0);
    expect(statements).toHaveLength(7);
  });

  it("wants the server fit for tenants before a database is made, be it anew, and for nothing else", async () => {
    const wish = testWish();
    const password = generatePassword();
    prepare.mockClear();
    await provision(wish, password);
    await provision(wish, generatePassword());
    expect(prepare).toHaveBeenCalledTimes(1);
    await server.query(`DROP DATABASE ${quoteIdentifier(wish.names.database)}`);
    prepare.mockRejectedValueOnce(new Error("somebody left a door open"));
    await expect(provision(wish, password)).rejects.toThrow("a door open");
    expect((await observeDatabase(server, wish.names)).database).toBeUndefined();
    await provision(wish, password);
    expect(prepare).toHaveBeenCalledTimes(3);
  });

  it("never shows the password to the server", async () => {
    const wish = testWish();
    const password = generatePassword();
    statements.length = 0;
    await provision(wish, password);
    expect(statements.map(({ text }) => text).join("\n")).not.toContain(password);
  });

  it("lets the module make tables as itself", async () => {
    const wish = testWish();
    const password = generatePassword();
    await provision(wish, password);
    await ask(wish, password, "CREATE TABLE goods (id int PRIMARY KEY, title text)");
    expect(await ask(wish, password, "SELECT tableowner FROM pg_tables WHERE tablename = 'goods'")).toEqual([
      { tableowner: wish.names.user },
    ]);
  });

  it.each(
    Array.from({ length: 7 }, (_, at) => at).flatMap((at) =>
      (["before", "after"] as const).map((when) => [at, when] as const),
    ),
  )("killed at statement %i, %s it took effect, ends like an undisturbed one", async (at, when) => {
    const [undisturbed, killed] = [testWish(), testWish()];
    const password = generatePassword();
    await provision(undisturbed, password);
    await expect(provision(killed, password, breakConnection(server, at, when))).rejects.toThrow("connection lost");
    await provision(killed, password);
    expect(await endState(server, killed)).toEqual(await endState(server, undisturbed));
    expect(await ask(killed, password, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    expect(await provision(killed, password)).toBe(0);
  });

  it("lets nobody in while it is not finished", async () => {
    const wish = testWish();
    const password = generatePassword();
    for (let at = 1; at < 7; at += 1) {
      await expect(provision(wish, password, breakConnection(server, 0, "after"))).rejects.toThrow("connection lost");
      await expect(connect(wish, password)).rejects.toThrow(
        /does not exist|not currently accepting|authentication failed/,
      );
    }
    await provision(wish, password);
    await (await connect(wish, password)).end();
  });

  it("makes the role follow a new Secret, also when the process died in between", async () => {
    const wish = testWish();
    await provision(wish, generatePassword());
    const renewed = generatePassword();
    await expect(provision(wish, renewed, breakConnection(server, 0, "before"))).rejects.toThrow("connection lost");
    await expect(connect(wish, renewed)).rejects.toThrow("authentication failed");
    expect(await provision(wish, renewed)).toBe(1);
    await (await connect(wish, renewed)).end();
  });

  it("two operators at once make one database, and nobody fails for good", async () => {
    const wish = testWish();
    const password = generatePassword();
    const changes = await Promise.all([provision(wish, password), provision(wish, password)]);
    expect(changes.sort()).toEqual([0, 7]);
    expect(await provision(wish, password)).toBe(0);
  });

  it("leaves a database alone that bears the name but not the mark", async () => {
    const wish = testWish();
    await server.query(`CREATE DATABASE ${quoteIdentifier(wish.names.database)}`);
    statements.length = 0;
    await expect(provision(wish, generatePassword())).rejects.toMatchObject({ reason: "DatabaseNotOurs" });
    await expect(retireDatabase(server, wish, { now, signal })).rejects.toMatchObject({ reason: "DatabaseNotOurs" });
    expect(statements).toEqual([]);
    await server.query(`DROP DATABASE ${quoteIdentifier(wish.names.database)}`);
  });
});

describe("the wall between tenants on one server", () => {
  const password = generatePassword();
  const [mine, theirs] = [testWish(), testWish()];
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
      (wish: DatabaseWish) => `GRANT CONNECT ON DATABASE "${wish.names.database}" TO PUBLIC`,
    ],
    ["forge its mark", (wish: DatabaseWish) => `COMMENT ON DATABASE "${wish.names.database}" IS '{}'`],
    ["become the owner", (wish: DatabaseWish) => `SET ROLE "${wish.names.owner}"`],
    ["make a role", () => "CREATE ROLE intruder"],
    ["make a database", () => "CREATE DATABASE intruder"],
    ["rename its database", (wish: DatabaseWish) => `ALTER DATABASE "${wish.names.database}" RENAME TO mine`],
    ["lift its connection limit", (wish: DatabaseWish) => `ALTER ROLE "${wish.names.user}" CONNECTION LIMIT -1`],
  ])("a module cannot %s", async (_, sql) => {
    const before = await endState(server, mine);
    await ask(mine, password, sql(mine)).catch(() => undefined);
    expect(await endState(server, mine)).toEqual(before);
    expect(await server.query("SELECT FROM pg_roles WHERE rolname = 'intruder'")).toEqual([]);
    expect(await server.query("SELECT FROM pg_database WHERE datname IN ('intruder', 'mine')")).toEqual([]);
  });

  it("a module cannot act as the owner", async () => {
    await expect(ask(mine, password, `SET ROLE "${mine.names.owner}"`)).rejects.toMatchObject({ code: "42501" });
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
    const wish = { ...testWish(), template: "template0" };
    const password = generatePassword();
    expect(await provision(wish, password, limited.server)).toBe(7);
    expect(await provision(wish, password, limited.server)).toBe(0);
    await (await connect(wish, password)).end();
    await retireDatabase(limited.server, wish, { now, signal });
    await dropDatabase(limited.server, wish, { signal, assertStillWanted: () => Promise.resolve() });
    expect((await observeDatabase(server, wish.names)).database).toBeUndefined();
    await limited.server.close();
    await server.query(`REVOKE CONNECT ON DATABASE postgres FROM ${name}`);
    await server.query(`DROP ROLE ${name}`);
  });
});

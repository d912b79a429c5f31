import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { removePostgresData, startPostgres, type PostgresServer } from "@tochka-rosta/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { connectWhenUp } from "./connect.ts";
import { coreRole, prepareCoreDatabase, prepareModuleServer, provisionerRole } from "./databases.ts";

const password = "a-password-of-the-test";
const everything = ["postgres", "template1", coreRole];
let folder: string;
let server: PostgresServer;
let superuser: pg.Client;
let administrator: pg.Client;
let warnings: string[];

// Roles and the core's database have fixed names, so these tests have a server of their own.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tochka-rosta-setup-"));
  const settings = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };
  server = await startPostgres({ dataDirectory: folder, settings });
  superuser = await connect(server.user, server.password);
  await superuser.query(`CREATE ROLE managed LOGIN CREATEDB CREATEROLE PASSWORD '${password}'`);
});
afterAll(async () => {
  await superuser.end();
  await server.stop();
  await removePostgresData(folder);
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  warnings = [];
});

const note = (message: string) => void warnings.push(message);

async function prepare(): Promise<void> {
  await prepareCoreDatabase(administrator, password, note);
  await prepareModuleServer(administrator, password, note);
}

describe.each([
  { who: "a superuser", user: () => server.user, secret: () => server.password },
  { who: "a managed service's administrator", user: () => "managed", secret: () => password },
])("prepared by $who", ({ who, user, secret }) => {
  const isSuperuser = who === "a superuser";
  beforeAll(async () => {
    administrator = await connect(user(), secret());
  });
  afterAll(async () => {
    await administrator.end();
    await superuser.query(`DROP DATABASE ${coreRole} WITH (FORCE)`);
    await superuser.query(`DROP OWNED BY ${provisionerRole}`);
    for (const role of [coreRole, provisionerRole]) await superuser.query(`DROP ROLE ${role}`);
    for (const name of ["postgres", "template1"])
      await superuser.query(`GRANT CONNECT, TEMPORARY ON DATABASE ${name} TO PUBLIC`);
  });

  test("the core owns its database and can make tables in it", async () => {
    await prepare();
    const core = await connect(coreRole, password, coreRole);
    await core.query("CREATE TABLE t (id int)");
    const { rows } = await core.query(
      "SELECT rolsuper, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user",
    );
    await core.end();
    expect(rows).toEqual([{ rolsuper: false, rolcreaterole: false, rolcreatedb: false }]);
  });

  test("the provisioner can make a database for a role that it made, and drop it again", async () => {
    await prepare();
    const provisioner = await connect(provisionerRole, password);
    await provisioner.query("CREATE ROLE o_test NOLOGIN");
    await provisioner.query("CREATE DATABASE m_test OWNER o_test TEMPLATE template0");
    await provisioner.query("DROP DATABASE m_test WITH (FORCE)");
    const limit = provisioner.query("ALTER ROLE o_test SET temp_file_limit TO '1MB'");
    if (isSuperuser) await limit;
    else await expect(limit).rejects.toThrow("permission denied to set parameter");
    await provisioner.query("DROP ROLE o_test");
    await provisioner.end();
  });

  test("nobody else enters the core's database; what stays open is said, with the statement that closes it", async () => {
    await prepare();
    await superuser.query("CREATE ROLE stranger LOGIN PASSWORD 'x'");
    await expect(connect("stranger", "x", coreRole)).rejects.toThrow("permission denied for database");
    await superuser.query("DROP ROLE stranger");
    const open = isSuperuser ? [] : ["postgres", "template1"];
    expect(await listOpen()).toEqual(open);
    for (const name of open) {
      expect(warnings.join("\n")).toContain(`REVOKE CONNECT, TEMPORARY ON DATABASE ${name} FROM PUBLIC;`);
    }
    for (const statement of ["GRANT pg_signal_backend", "GRANT SET ON PARAMETER temp_file_limit"]) {
      expect(warnings.some((line) => line.includes(statement))).toBe(!isSuperuser);
    }
  });

  test("again and again changes nothing, and a new password is taken over", async () => {
    await prepare();
    const before = await describeServer();
    await prepare();
    expect(await describeServer()).toEqual(before);
    await prepareCoreDatabase(administrator, "another-password", note);
    await expect(connect(coreRole, password, coreRole)).rejects.toThrow("password authentication failed");
    await (await connect(coreRole, "another-password", coreRole)).end();
  });

  test("no statement holds a password, so no log of the server does", async () => {
    const statements: string[] = [];
    const query = administrator.query.bind(administrator) as (...words: unknown[]) => unknown;
    const recording = Object.assign(Object.create(administrator) as pg.Client, {
      query: (...words: unknown[]) => {
        statements.push(JSON.stringify(words));
        return query(...words);
      },
    });
    await prepareCoreDatabase(recording, password, note);
    await prepareModuleServer(recording, password, note);
    expect(statements.filter((text) => text.includes(" ROLE ")).length).toBeGreaterThanOrEqual(2);
    expect(statements.filter((text) => text.includes("SCRAM-SHA-256$4096:"))).toHaveLength(2);
    expect(statements.join("\n")).not.toContain(password);
  });
});

test("an administrator who may make no roles is told what is missing", async () => {
  await superuser.query("CREATE ROLE weak LOGIN PASSWORD 'x'");
  const weak = await connect("weak", "x");
  await expect(prepareCoreDatabase(weak, password, note)).rejects.toThrow("needs CREATEDB and CREATEROLE");
  await weak.end();
  await superuser.query("DROP ROLE weak");
});

test("a server that starts late is waited for, one that refuses is not, and neither error holds the password", async () => {
  const late = await mkdtemp(join(tmpdir(), "tochka-rosta-setup-late-"));
  const first = await startPostgres({ dataDirectory: late });
  const url = first.url("postgres");
  await first.stop();
  const lines: string[] = [];
  const waiting = connectWhenUp(url, { timeoutSeconds: 30, log: (line) => lines.push(line) });
  const again = await startPostgres({ dataDirectory: late, port: first.port });
  await (await waiting).end();
  await expect(
    connectWhenUp(url.replace(again.password, "wrong"), { timeoutSeconds: 30, log: () => undefined }),
  ).rejects.toThrow(/refused the administrator: password authentication failed/);
  await again.stop();
  await expect(connectWhenUp(url, { timeoutSeconds: 0, log: () => undefined })).rejects.toThrow(
    new RegExp(`^The server 127.0.0.1:${first.port} did not answer within 0 s: `),
  );
  expect(lines.join("\n")).not.toContain(first.password);
  await removePostgresData(late);
  await rm(late, { recursive: true, force: true });
});

async function connect(user: string, secret: string, database = "postgres"): Promise<pg.Client> {
  const client = new pg.Client({ host: server.host, port: server.port, user, password: secret, database });
  await client.connect();
  return client;
}

async function listOpen(): Promise<string[]> {
  const { rows } = await superuser.query<{ datname: string }>(
    "SELECT datname FROM pg_database WHERE datname = ANY($1) AND has_database_privilege('public', oid, 'CONNECT') ORDER BY 1",
    [everything],
  );
  return rows.map(({ datname }) => datname);
}

/** All that setup is about, but for the salt of passwords. */
async function describeServer(): Promise<unknown> {
  const { rows } = await superuser.query(
    `SELECT (SELECT json_agg(r ORDER BY r.rolname) FROM (SELECT oid, rolname, rolsuper, rolcreaterole, rolcreatedb, rolcanlogin, rolconfig FROM pg_roles) r) AS roles,
            (SELECT json_agg(d ORDER BY d.datname) FROM (SELECT oid, datname, datdba, datacl::text FROM pg_database) d) AS databases,
            (SELECT json_agg(m ORDER BY m.roleid, m.member) FROM (SELECT roleid, member, admin_option FROM pg_auth_members) m) AS members`,
  );
  return rows[0];
}

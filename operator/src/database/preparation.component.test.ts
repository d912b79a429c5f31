import { readFile, rm, writeFile, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type PostgresServer, removePostgresData, startPostgres, waitFor } from "@tochka-rosta/testing";
import { sqlState } from "@tochka-rosta/postgres/errors";
import { generatePassword } from "@tochka-rosta/postgres/scram";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestServer, testDatabase } from "../testing/database-server.ts";
import { listOpenDatabases, prepareServer } from "./preparation.ts";
import { provisionDatabase } from "./provision.ts";
import type { DatabaseServer } from "./server.ts";

let dataDirectory: string;
let postgres: PostgresServer;
let superuser: DatabaseServer;
let provisioner: DatabaseServer;

/** A server of its own, since another test's operator would close what must be open here. */
beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), "tochka-rosta-managed-"));
  postgres = await startPostgres({ dataDirectory });
  const { host, port, user, password } = postgres;
  superuser = openTestServer({ host, port, user, password }).server;
  await superuser.query("CREATE ROLE provisioner LOGIN NOSUPERUSER CREATEDB CREATEROLE PASSWORD 'secret'");
  await superuser.query("REVOKE CONNECT, TEMPORARY ON DATABASE postgres, template1 FROM PUBLIC");
  await superuser.query("GRANT CONNECT ON DATABASE postgres TO provisioner");
  await superuser.query("CREATE DATABASE cloudsqladmin");
  await refuseConnectionsTo("cloudsqladmin");
  provisioner = openTestServer({ host, port, user: "provisioner", password: "secret" }).server;
});
afterAll(async () => {
  await provisioner.close();
  await superuser.close();
  await postgres.stop();
  await removePostgresData(dataDirectory);
  await rm(dataDirectory, { recursive: true, force: true });
});

async function refuseConnectionsTo(database: string): Promise<void> {
  const [row] = await superuser.query<{ file: string }>("SELECT current_setting('hba_file') AS file");
  const file = row?.file ?? "";
  await writeFile(file, `host ${database} all all reject\n${await readFile(file, "utf8")}`);
  await superuser.query("SELECT pg_reload_conf()");
  await waitFor("the new rule to hold", () =>
    superuser.withDatabase(database, () => Promise.resolve(undefined)).catch((error: unknown) => sqlState(error)),
  );
}

describe("a database that every role may connect to, and that is not the provisioner's to close", () => {
  it("is no obstacle where pg_hba.conf turns everybody away from it", async () => {
    const prepare = () => prepareServer(provisioner);
    const { signal } = new AbortController();
    const request = {
      desired: testDatabase(),
      password: generatePassword(),
      isPasswordVerified: false,
      prepare,
      signal,
    };
    expect(await provisionDatabase(provisioner, request)).toMatchObject({ changes: 10 });
    expect(await provisioner.withSession(listOpenDatabases)).toEqual(["cloudsqladmin"]);
  });

  it("stops the preparation where it lets everybody in", async () => {
    await superuser.query("CREATE DATABASE accounting");
    await expect(prepareServer(provisioner)).rejects.toThrow(
      'lets every role connect to "accounting"; as its superuser',
    );
    await superuser.query("DROP DATABASE accounting");
  });
});

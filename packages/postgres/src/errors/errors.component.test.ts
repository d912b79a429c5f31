import { createServer, type AddressInfo } from "node:net";
import pg from "pg";
import { expect, inject, test } from "vitest";
import { isAnswerOverdue, isCertificateRefused, isDatabaseUnreachable, sqlState, sqlStates } from "./errors.ts";

const server = new URL(inject("postgresUrl"));

/** What a connection, and then a statement on it, fails with. */
async function failureOf(config: pg.ClientConfig, sql = "SELECT 1"): Promise<unknown> {
  const client = new pg.Client(config);
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query(sql);
    return undefined;
  } catch (error) {
    return error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

const good = {
  host: server.hostname,
  port: Number(server.port),
  user: server.username,
  password: server.password,
  database: "postgres",
};

test("a port at which nothing listens is an unreachable database, and so is a name that is not there", async () => {
  const refused = await failureOf({ ...good, port: 1 });
  expect([sqlState(refused), isDatabaseUnreachable(refused)]).toEqual(["ECONNREFUSED", true]);
  expect(isDatabaseUnreachable(await failureOf({ ...good, host: "nowhere.invalid" }))).toBe(true);
});

test("a connection that the server ends, or that gives no answer in time, is one too", async () => {
  const ended = await failureOf(good, "SELECT pg_terminate_backend(pg_backend_pid())");
  expect(isDatabaseUnreachable(ended)).toBe(true);
  const overdue = await failureOf({ ...good, query_timeout: 50 }, "SELECT pg_sleep(1)");
  expect([isAnswerOverdue(overdue), isDatabaseUnreachable(overdue)]).toEqual([true, true]);
});

test("a server that takes the connection and says nothing is one too", async () => {
  const silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const { port } = silent.address() as AddressInfo;
  expect(isDatabaseUnreachable(await failureOf({ ...good, port, connectionTimeoutMillis: 50 }))).toBe(true);
  silent.close();
});

test("it is found under the errors that it caused", () => {
  const cause = Object.assign(new Error("x"), { code: "57P03" });
  expect(isDatabaseUnreachable(new Error("migration failed", { cause }))).toBe(true);
});

test("a wrong password, a wrong statement and no error at all are something else", async () => {
  const refused = await failureOf({ ...good, password: "wrong" });
  expect([sqlState(refused), isDatabaseUnreachable(refused)]).toEqual([sqlStates.invalidPassword, false]);
  expect(isDatabaseUnreachable(await failureOf(good, "SELECT 1 / 0"))).toBe(false);
  for (const nothing of [undefined, null, "ECONNREFUSED", { code: "ECONNREFUSED" }]) {
    expect(isDatabaseUnreachable(nothing)).toBe(false);
  }
});

test("a certificate that is not trusted is known by its code", () => {
  for (const code of ["SELF_SIGNED_CERT_IN_CHAIN", "UNABLE_TO_VERIFY_LEAF_SIGNATURE", "ERR_TLS_CERT_ALTNAME_INVALID"]) {
    expect(isCertificateRefused(Object.assign(new Error("x"), { code }))).toBe(true);
  }
  expect(isCertificateRefused(Object.assign(new Error("x"), { code: "ECONNREFUSED" }))).toBe(false);
});

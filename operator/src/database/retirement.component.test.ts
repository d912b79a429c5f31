import { generatePassword } from "@tochka-rosta/postgres/scram";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  queryAs,
  breakConnection,
  connect,
  endState,
  openTestServer,
  prepareTestServer,
  retryWhileLocked,
  testDatabase,
} from "../testing/database-server.ts";
import { formatMarker } from "./marker.ts";
import { observeDatabase } from "./observation.ts";
import type { DesiredDatabase } from "./plan.ts";
import { provisionDatabase } from "./provision.ts";
import * as retirement from "./retirement.ts";

const { signal } = new AbortController();
const { server } = openTestServer();
const now = "2026-11-23T00:00:00Z";

beforeAll(() => prepareTestServer(server));
afterAll(() => server.close());

const retireDatabase: typeof retirement.retireDatabase = (...given) =>
  retryWhileLocked(() => retirement.retireDatabase(...given));
const dropDatabase: typeof retirement.dropDatabase = (...given) =>
  retryWhileLocked(() => retirement.dropDatabase(...given));
const provision = (desired: DesiredDatabase, password: string) =>
  provisionDatabase(server, { desired, password, isPasswordVerified: false, prepare: () => Promise.resolve(), signal });

describe("retiring and dropping", () => {
  it("puts out who is connected, lets nobody in, and keeps the data", async () => {
    const desired = testDatabase();
    const password = generatePassword();
    await provision(desired, password);
    await queryAs(desired, password, "CREATE TABLE kept AS SELECT 42 AS answer");
    const connected = await connect(desired, password);
    const ended = new Promise((resolve) => connected.once("end", resolve));
    expect(await retireDatabase(server, desired, { now, signal })).toBe(now);
    await ended;
    await expect(connect(desired, password)).rejects.toThrow();
    await server.query(`ALTER DATABASE "${desired.names.database}" WITH ALLOW_CONNECTIONS true`);
    expect(
      await server.withDatabase(desired.names.database, (inside) => inside.query("SELECT answer FROM kept")),
    ).toEqual([{ answer: 42 }]);
  });

  it("is not taken into use again by provisioning", async () => {
    const desired = testDatabase();
    const password = generatePassword();
    await provision(desired, password);
    await retireDatabase(server, desired, { now, signal });
    await expect(provision(desired, password)).rejects.toMatchObject({ reason: "DatabaseRetired" });
  });

  it.each([0, 1, 2].flatMap((at) => (["before", "after"] as const).map((when) => [at, when] as const)))(
    "killed while retiring at statement %i, %s it took effect, ends the same",
    async (at, when) => {
      const desired = testDatabase();
      await provision(desired, generatePassword());
      await expect(retireDatabase(breakConnection(server, at, when), desired, { now, signal })).rejects.toThrow(
        "connection lost",
      );
      await retireDatabase(server, desired, { now, signal });
      expect(await endState(server, desired)).toMatchObject({
        user: { canLogin: false },
        database: {
          allowsConnections: false,
          comment: formatMarker({ uid: "uid", tenantUid: "tenant", retiredAt: now }),
        },
      });
    },
  );

  it.each([0, 1, 2].flatMap((at) => (["before", "after"] as const).map((when) => [at, when] as const)))(
    "killed while dropping at statement %i, %s it took effect, leaves nothing",
    async (at, when) => {
      const desired = testDatabase();
      const options = { signal, assertStillWanted: () => Promise.resolve() };
      await provision(desired, generatePassword());
      await retireDatabase(server, desired, { now, signal });
      await expect(dropDatabase(breakConnection(server, at, when), desired, options)).rejects.toThrow(
        "connection lost",
      );
      await dropDatabase(server, desired, options);
      expect(await observeDatabase(server, desired.names)).toEqual({
        hasOwner: false,
        mayActAsOwner: true,
        user: undefined,
        database: undefined,
      });
    },
  );

  it("drops nothing that is in use, and nothing that nobody asks for any more", async () => {
    const desired = testDatabase();
    await provision(desired, generatePassword());
    const refuse = { signal, assertStillWanted: () => Promise.reject(new Error("not asked for")) };
    await expect(dropDatabase(server, desired, refuse)).rejects.toMatchObject({ reason: "DatabaseNotOurs" });
    await retireDatabase(server, desired, { now, signal });
    await expect(dropDatabase(server, desired, refuse)).rejects.toThrow("not asked for");
    expect((await observeDatabase(server, desired.names)).database).toBeDefined();
  });
});

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
const provision = (desired: DesiredDatabase, password: string, on = server) =>
  provisionDatabase(on, { desired, password, isPasswordVerified: false, prepare: () => Promise.resolve(), signal });

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
          comment: formatMarker({ uid: "uid", tenantUid: "tenant", retiredAt: now, trigrams: true }),
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
        mayLimitTemporaryFiles: true,
        templateHasTrigrams: true,
        canMakeTrigrams: false,
        user: undefined,
        database: undefined,
      });
    },
  );

  it("takes a database back for the object that came back under its identity, with all data", async () => {
    const desired = testDatabase();
    await provision(desired, generatePassword());
    const password = generatePassword();
    await provision(desired, password);
    await queryAs(desired, password, "CREATE TABLE kept AS SELECT 42 AS answer");
    await retireDatabase(server, desired, { now, signal });
    const again = { ...desired, mayTakeBack: true, mustExist: true };
    const renewed = generatePassword();
    expect(await provision(again, renewed)).toEqual({ changes: 3, isTakenBack: true });
    expect(await queryAs(desired, renewed, "SELECT answer FROM kept")).toEqual([{ answer: 42 }]);
    expect(await provision(again, renewed)).toMatchObject({ changes: 0 });
    await expect(connect(desired, password)).rejects.toThrow("authentication failed");
  });

  it.each([0, 1, 2].flatMap((at) => (["before", "after"] as const).map((when) => [at, when] as const)))(
    "killed while taking it back at statement %i, %s it took effect, ends the same, and lets nobody in before",
    async (at, when) => {
      const desired = testDatabase();
      await provision(desired, generatePassword());
      await retireDatabase(server, desired, { now, signal });
      const again = { ...desired, mayTakeBack: true };
      const password = generatePassword();
      await expect(provision(again, password, breakConnection(server, at, when))).rejects.toThrow("connection lost");
      if (at < 2 || when === "before") await expect(connect(desired, password)).rejects.toThrow();
      await retryWhileLocked(() => provision(again, password));
      expect(await endState(server, desired)).toMatchObject({
        user: { canLogin: true },
        database: {
          allowsConnections: true,
          comment: formatMarker({ uid: "uid", tenantUid: "tenant", trigrams: true }),
        },
      });
      await (await connect(desired, password)).end();
    },
  );

  it("gives nothing to another tenant, retired or not, and leaves it as it is", async () => {
    const desired = testDatabase();
    await provision(desired, generatePassword());
    const stranger = { ...desired, tenantUid: "another", mayTakeBack: true };
    for (const isRetired of [false, true]) {
      if (isRetired) await retireDatabase(server, desired, { now, signal });
      const before = await endState(server, desired);
      await expect(provision(stranger, generatePassword())).rejects.toMatchObject({ reason: "DatabaseNotOurs" });
      await expect(retireDatabase(server, stranger, { now, signal })).rejects.toMatchObject({
        reason: "DatabaseNotOurs",
      });
      expect(await endState(server, desired)).toEqual(before);
    }
  });

  it("makes no empty database in the place of one that was there", async () => {
    const desired = { ...testDatabase(), mustExist: true };
    await expect(provision(desired, generatePassword())).rejects.toMatchObject({ reason: "DatabaseLost" });
    expect(await observeDatabase(server, desired.names)).toMatchObject({ hasOwner: false, database: undefined });
  });

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

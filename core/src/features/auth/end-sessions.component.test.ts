import { decodeJwt, decodeProtectedHeader } from "jose";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { readEvents } from "../../testing/sync-scenario.ts";
import type { TestClient } from "../../testing/test-client.ts";
import {
  fillCatalogue,
  makeLive,
  password,
  receiveCode,
  registerOwner,
  startTestCore,
  type TestCore,
} from "../../testing/test-core.ts";
import { openDatabase } from "../../database/client.ts";
import { createStreams } from "../../http/streams.ts";
import type { Instance } from "../modules/schemas.ts";
import { stopEndedStreams } from "./follow-session-ends.ts";

let core: TestCore;
beforeAll(async () => {
  core = await startTestCore({ postgresUrl: inject("postgresUrl") });
  await fillCatalogue(core);
});
afterAll(() => core.stop());

/** An owner in two browsers, each with an open event stream and a hand-over to the shop. */
async function openTwoBrowsers() {
  const { client, phone, userId } = await registerOwner(core);
  const { body } = await client.post<Instance>("/api/modules/activate", { module: "shop" });
  await makeLive(core, body.id);
  const other = core.client();
  await other.post("/api/auth/login-password", { phone, password });
  return { one: client, other, phone, userId, id: body.id };
}

const sidOf = (client: TestClient): string => String(decodeJwt(client.cookies.get("__Host-access") ?? "")["sid"]);
const meOf = async (client: TestClient): Promise<number> => (await client.get("/api/auth/me")).status;

/** Follows an instance; `ended` resolves once the server has ended the stream. */
async function follow(client: TestClient, id: string) {
  const abort = new AbortController();
  const response = await client.open("GET", `/api/modules/instances/${id}/events`, undefined, {}, abort.signal);
  const events = readEvents(response);
  await events.next();
  return { ended: events.next().then(({ done }) => done === true), abort: () => abort.abort() };
}

async function readList(): Promise<string[]> {
  core.clock.advanceSeconds(4);
  const response = await fetch(`${core.core.url}/.well-known/ended-sessions`);
  expect(response.headers.get("content-type")).toBe("application/jwt");
  const text = await response.text();
  expect(decodeProtectedHeader(text)).toMatchObject({ alg: "RS256", typ: "ended-sessions+jwt" });
  return decodeJwt<{ sids: string[] }>(text).sids;
}

/** Opens the shop's admin from a browser. */
async function handOver(client: TestClient, id: string): Promise<void> {
  expect((await client.post(`/api/modules/instances/${id}/handover`)).status).toBe(200);
}

describe("logging out", () => {
  test("ends the event streams of this browser and leaves the other alone", async () => {
    const { one, other, id } = await openTwoBrowsers();
    const streams = [await follow(one, id), await follow(other, id)];
    await one.post("/api/auth/logout");
    expect(await streams[0]?.ended).toBe(true);
    expect([await meOf(one), await meOf(other)]).toEqual([401, 200]);
    expect((await one.get(`/api/modules/instances/${id}/events`)).status).toBe(401);
    await other.post("/api/auth/logout");
    expect(await streams[1]?.ended).toBe(true);
  });

  test("puts the session on the list that modules read, if it was handed over", async () => {
    const { one, other, id } = await openTwoBrowsers();
    const [handed, kept] = [sidOf(one), sidOf(other)];
    await handOver(one, id);
    expect(await readList()).not.toContain(handed);
    await one.post("/api/auth/logout");
    await other.post("/api/auth/logout");
    const list = await readList();
    expect(list).toContain(handed);
    expect(list).not.toContain(kept);
  });
});

test("signing out everywhere ends every session and stream of the person, nobody else's, and is on record once", async () => {
  const { one, other, userId, id } = await openTwoBrowsers();
  const bystander = await registerOwner(core);
  const streams = [await follow(one, id), await follow(other, id)];
  const copy = one.clone();
  expect((await one.post("/api/auth/logout-everywhere")).status).toBe(204);
  expect(one.cookies.size).toBe(0);
  expect(await Promise.all(streams.map(({ ended }) => ended))).toEqual([true, true]);
  for (const client of [copy, other]) {
    expect(await meOf(client)).toBe(401);
    expect((await client.post("/api/auth/refresh")).status).toBe(401);
  }
  expect(await meOf(bystander.client)).toBe(200);
  expect((await copy.post("/api/auth/logout-everywhere")).status).toBe(401);
  const records = await core.query("SELECT user_id FROM audit_records WHERE action = 'auth.logout-everywhere'");
  expect(records).toEqual([{ user_id: userId }]);
});

test("a new password ends every session, stream and hand-over of before", async () => {
  const { one, other, phone, id } = await openTwoBrowsers();
  await handOver(other, id);
  const stream = await follow(other, id);
  const code = await receiveCode(core, one, phone, "reset");
  const before = sidOf(other);
  const stranger = core.client();
  expect(
    (await stranger.post("/api/auth/reset-password", { phone, code, password: "another long password" })).status,
  ).toBe(200);
  expect(await stream.ended).toBe(true);
  expect([await meOf(one), await meOf(other), await meOf(stranger)]).toEqual([401, 401, 200]);
  expect(await readList()).toContain(before);
});

test("a stolen refresh token that comes back ends the streams of its session too", async () => {
  const { one, id } = await openTwoBrowsers();
  const thief = one.clone();
  const stream = await follow(one, id);
  await one.post("/api/auth/refresh");
  core.clock.advanceSeconds(11);
  expect((await thief.post("/api/auth/refresh")).status).toBe(401);
  expect(await stream.ended).toBe(true);
});

describe("the list that modules read", () => {
  test("names a session whose row is gone, and forgets it when no module's session can live any more", async () => {
    const { one, userId, id } = await openTwoBrowsers();
    const sid = sidOf(one);
    await handOver(one, id);
    await core.query("DELETE FROM sessions WHERE user_id = $1", [userId]);
    expect(await readList()).toContain(sid);
    core.clock.advanceSeconds(12 * 3600 + 120);
    expect(await readList()).not.toContain(sid);
  });

  test("is bounded: what it cannot name ends by the time of its hand-over", async () => {
    const at = core.clock.now();
    await core.query(
      `INSERT INTO session_handovers SELECT gen_random_uuid(), $1::timestamptz - make_interval(secs => n)
       FROM generate_series(1, 5010) AS n`,
      [at],
    );
    core.clock.advanceSeconds(4);
    const text = await (await fetch(`${core.core.url}/.well-known/ended-sessions`)).text();
    const { sids, before } = decodeJwt<{ sids: string[]; before: number }>(text);
    expect(sids).toHaveLength(5000);
    expect(text.length).toBeLessThan(300_000);
    const leftOut = at.getTime() / 1000 - 5001;
    expect(before).toBeGreaterThanOrEqual(leftOut + 60);
    expect(before).toBeLessThan(leftOut + 3600);
    await core.query("DELETE FROM session_handovers");
  });
});

test("without a message too the streams of an ended session end at the next check of each replica", async () => {
  const { one, other, userId } = await openTwoBrowsers();
  const [gone, kept] = [sidOf(one), sidOf(other)];
  await one.post("/api/auth/logout");
  const database = openDatabase(core.databaseUrl, 2);
  const streams = createStreams({ perSession: 1, perTenant: 9, inAll: 9 });
  const stopped: string[] = [];
  for (const sessionId of [gone, kept])
    streams.add({ userId, sessionId, tenantId: "t" }, () => stopped.push(sessionId));
  await stopEndedStreams({ clock: core.clock, database, streams });
  expect(stopped).toEqual([gone]);
  core.clock.advanceSeconds(31 * 86_400);
  await stopEndedStreams({ clock: core.clock, database, streams });
  expect(stopped).toContain(kept);
  await database.$disconnect();
});

import pg from "pg";
import { waitFor } from "@tochka-rosta/testing";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { readEvents } from "../../testing/sync-scenario.ts";
import type { ProblemBody, TestClient } from "../../testing/test-client.ts";
import {
  fillCatalogue,
  inventPhone,
  password,
  registerOwner,
  startTestCore,
  type TestCore,
} from "../../testing/test-core.ts";
import type { Instance } from "./schemas.ts";

const [perSession, perTenant] = [4, 6];
let core: TestCore;
beforeAll(async () => {
  const settings = { EVENT_STREAMS_PER_SESSION: String(perSession), EVENT_STREAMS_PER_TENANT: String(perTenant) };
  core = await startTestCore({
    postgresUrl: inject("postgresUrl"),
    settings: { ...settings, DATABASE_POOL_SIZE: "4" },
  });
  await fillCatalogue(core);
});
afterAll(() => core.stop());

async function openShop() {
  const { client, phone } = await registerOwner(core);
  const { body } = await client.post<Instance>("/api/modules/activate", { module: "shop" });
  return { client, phone, path: `/api/modules/instances/${body.id}/events` };
}

/** Asks for many streams at once; those that were let in, and the refusals. */
async function openMany(client: TestClient, path: string, count: number) {
  const abort = new AbortController();
  const answers = await Promise.all(
    Array.from({ length: count }, () => client.open("GET", path, undefined, {}, abort.signal)),
  );
  const refused = answers.filter(({ status }) => status !== 200);
  return { open: answers.filter(({ status }) => status === 200), refused, close: () => abort.abort() };
}

const figure = async (name: string): Promise<number> => {
  const { body } = await core.client().get<string>("/metrics");
  return Number(new RegExp(`^${name.replace(/[{}"]/g, "\\$&")} (\\d+)`, "m").exec(body)?.[1] ?? 0);
};

describe("event streams", () => {
  test("of 300 that one session asks for a few are open; the others hear what to do, and places come free again", async () => {
    const { client, path } = await openShop();
    const { open, refused, close } = await openMany(client, path, 300);
    expect([open.length, refused.length]).toEqual([perSession, 300 - perSession]);
    const problem = (await refused[0]?.json()) as ProblemBody;
    expect(problem).toMatchObject({ status: 429, code: "TOO_MANY_STREAMS" });
    expect(problem.title).toContain("вкладок");
    expect(refused[0]?.headers.get("retry-after")).toBe("30");
    expect(await figure('tochka_core_event_streams_ended_total{reason="refused"}')).toBeGreaterThanOrEqual(296);
    close();
    await waitFor("the places", async () => (await figure("tochka_core_event_streams")) === 0 || undefined);
    const again = await openMany(client, path, perSession);
    expect(again.open).toHaveLength(perSession);
    again.close();
  });

  test("of one tenant are few over all its sessions, and another tenant's are its own", async () => {
    const { client, phone, path } = await openShop();
    const other = core.client();
    await other.post("/api/auth/login-password", { phone, password });
    const streams = [await openMany(client, path, perSession), await openMany(other, path, perSession)];
    expect(streams.map(({ open }) => open.length)).toEqual([perSession, perTenant - perSession]);
    const neighbour = await openShop();
    streams.push(await openMany(neighbour.client, neighbour.path, 1));
    expect(streams[2]?.open).toHaveLength(1);
    for (const { close } of streams) close();
  });

  test("of an instance all tell of a change, and somebody else's is not there", async () => {
    const { client, path } = await openShop();
    const { open, close } = await openMany(client, path, perSession);
    const events = open.map(readEvents);
    await Promise.all(events.map((one) => one.next()));
    await client.post(path.replace(/events$/, "deactivate"));
    const seen = await Promise.all(events.map(async (one) => (await one.next()).value as { instance: Instance }));
    expect(seen.map(({ instance }) => instance.active)).toEqual(Array(perSession).fill(false));
    const stranger = await registerOwner(core);
    expect((await stranger.client.get(path)).status).toBe(404);
    close();
  });
});

test("health is answered while people have taken every connection of the pool", async () => {
  const blocker = new pg.Client({ connectionString: core.databaseUrl });
  await blocker.connect();
  await blocker.query("BEGIN; LOCK TABLE users IN ACCESS EXCLUSIVE MODE");
  const waiting = Array.from({ length: 20 }, () =>
    core.client().post("/api/auth/login-password", { phone: inventPhone(), password: "whatever it is" }),
  );
  await waitFor("every connection to be taken", async () => {
    const { rows } = await blocker.query(
      "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()",
    );
    return rows.length >= 4 || undefined;
  });
  expect((await core.client().get("/health")).status).toBe(200);
  expect((await core.client().get("/health/detailed")).body).toMatchObject({ checks: { database: { status: "ok" } } });
  await blocker.query("ROLLBACK");
  expect(new Set((await Promise.all(waiting)).map(({ status }) => status))).toEqual(new Set([401]));
  await blocker.end();
});

test("public reads may be kept by browsers for some seconds", async () => {
  for (const path of ["/api/billing/tariffs", "/api/modules"]) {
    expect((await core.client().get(path)).headers.get("cache-control")).toBe("public, max-age=5");
  }
  expect((await core.client().get("/api/billing/tariffs/00000000-0000-4000-8000-000000000000")).status).toBe(404);
});

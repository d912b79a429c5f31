import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { connect, createServer, type AddressInfo } from "node:net";
import { waitFor } from "@tochka-rosta/testing";
import { describe, expect, inject, test } from "vitest";
import { fillCatalogue, registerOwner, startTestCore, type TestCore } from "../testing/test-core.ts";
import { readEvents } from "../testing/sync-scenario.ts";
import type { Instance } from "../features/modules/schemas.ts";
import { createLog } from "@tochka-rosta/service/log";
import { createBreaker } from "../store/breaker.ts";
import { openRedis } from "../store/open-redis.ts";
import { createRedisBus } from "./redis-bus.ts";

const redisUrl = inject("redisUrl");
const openBreaker = () =>
  createBreaker({ now: () => performance.now(), openMilliseconds: 5000, onCall: () => undefined });

/** Until this is so a core counts and tells for itself. */
function waitForRedis(core: TestCore): Promise<true> {
  return waitFor("Redis to be ready", async () => {
    const { body } = await core.client().get<{ checks: { redis: { status: string } } }>("/health/detailed");
    return body.checks.redis.status === "ok" || undefined;
  });
}

/** What is said before a replica has joined the bus is lost on it, so a change of no matter is told until its stream has it. */
async function waitUntilHeard(core: TestCore, id: string, events: AsyncGenerator<unknown>): Promise<void> {
  const connections = [
    openRedis(redisUrl ?? "", createLog({ level: "silent" })),
    openRedis(redisUrl ?? "", createLog({ level: "silent" })),
  ] as const;
  const bus = createRedisBus(...connections, openBreaker(), createLog({ level: "silent" }));
  await core.query("UPDATE module_instances SET requested_at = requested_at - interval '1 second' WHERE id = $1", [id]);
  let isHeard = false;
  const hearing = events.next().then(() => (isHeard = true));
  await waitFor("the other replica to hear", async () => {
    bus.publish("instance", { id });
    return isHeard || undefined;
  });
  await hearing;
  for (const connection of connections) connection.disconnect();
}

/** A way to Redis that ends every connection until it is opened. */
async function startClosedWay(url: string) {
  const { hostname, port } = new URL(url);
  let isOpen = false;
  const server = createServer((incoming) => {
    incoming.on("error", () => undefined);
    if (!isOpen) return void incoming.destroy();
    const outgoing = connect(Number(port || "6379"), hostname);
    outgoing.on("error", () => incoming.destroy());
    incoming.on("close", () => outgoing.destroy());
    incoming.pipe(outgoing).pipe(incoming);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const way = new URL(url);
  way.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url: way.href, open: () => (isOpen = true), close: () => server.close() };
}

describe.skipIf(redisUrl === null)("with Redis (skipped without one)", () => {
  const url = redisUrl ?? "";

  test("what one replica says, another hears", async () => {
    const log = createLog({ level: "silent" });
    const connections = Array.from({ length: 4 }, () => openRedis(url, log));
    const [a, b, c, d] = connections;
    if (!a || !b || !c || !d) throw new Error("four connections are needed");
    const [one, other] = [createRedisBus(a, b, openBreaker(), log), createRedisBus(c, d, openBreaker(), log)];
    const heard = new Set<string>();
    other.subscribe("instance", ({ id }) => heard.add(id));
    const id = randomUUID();
    await waitFor("the message", async () => {
      one.publish("instance", { id });
      return heard.has(id) || undefined;
    });
    for (const connection of connections) connection.disconnect();
  });

  test("an event stream on one replica tells of a click on another, and limits are shared", async () => {
    const settings = { REDIS_URL: url };
    const first = await startTestCore({ postgresUrl: inject("postgresUrl"), settings });
    const second = await startTestCore({ postgresUrl: "", databaseUrl: first.databaseUrl, settings });
    await waitForRedis(first);
    await waitForRedis(second);
    await fillCatalogue(first);
    const { client, phone } = await registerOwner(first);
    const { body } = await client.post<Instance>("/api/modules/activate", { module: "shop" });

    const elsewhere = second.client();
    for (const [name, value] of client.cookies) elsewhere.cookies.set(name, value);
    const abort = new AbortController();
    const response = await elsewhere.open(
      "GET",
      `/api/modules/instances/${body.id}/events`,
      undefined,
      {},
      abort.signal,
    );
    const events = readEvents(response);
    expect(((await events.next()).value as { instance: Instance }).instance.active).toBe(true);
    await waitUntilHeard(first, body.id, events);
    await client.post(`/api/modules/instances/${body.id}/deactivate`);
    const { value } = (await events.next()) as { value: { instance: Instance } };
    expect(value.instance.active).toBe(false);
    await client.post("/api/auth/logout");
    expect((await events.next()).done).toBe(true);
    abort.abort();

    for (let attempt = 0; attempt < 10; attempt++) {
      const side = attempt % 2 === 0 ? first : second;
      await side.client().post("/api/auth/login-password", { phone, password: "wrong" });
    }
    const refused = await second.client().post("/api/auth/login-password", { phone, password: "wrong" });
    expect(refused.status).toBe(429);
    await second.stop();
    await first.stop();
  });

  test("a core that was there before its Redis finds it", async () => {
    const way = await startClosedWay(url);
    const core = await startTestCore({ postgresUrl: inject("postgresUrl"), settings: { REDIS_URL: way.url } });
    expect((await core.client().get("/health/detailed")).body).toMatchObject({
      checks: { redis: { status: "failing" } },
    });
    way.open();
    await waitForRedis(core);
    await core.stop();
    way.close();
  });
});

test("a core whose Redis is unavailable starts, serves and says so", async () => {
  const core = await startTestCore({
    postgresUrl: inject("postgresUrl"),
    settings: { REDIS_URL: "redis://127.0.0.1:1" },
  });
  const { client } = await registerOwner(core);
  expect((await client.get("/api/auth/me")).status).toBe(200);
  expect((await client.get("/health/detailed")).body).toMatchObject({
    status: "degraded",
    checks: { redis: { status: "failing" } },
  });
  await core.stop();
});

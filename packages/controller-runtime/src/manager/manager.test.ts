import { afterEach, beforeEach, expect, test } from "vitest";

import { eventually } from "../../testing/eventually.ts";
import { fastClock } from "../../testing/fast-clock.ts";
import { widgets } from "../../testing/resources.ts";
import { fault, TestApiServer } from "../../testing/test-api-server.ts";
import type { Client } from "../client/client.ts";
import { createClient } from "../client/create-client.ts";
import { LeadershipLostError, WriteRefusedError } from "../errors.ts";
import { leases } from "../leader/lease.ts";
import { createManager } from "./create-manager.ts";
import type { Manager, ManagerOptions } from "./types.ts";

const leaderElection = { namespace: "system", name: "test", identity: "me" };
const http = { host: "127.0.0.1", port: 0 };

let server: TestApiServer;
let client: Client;
let abort: AbortController;

beforeEach(async () => {
  server = await TestApiServer.start();
  client = createClient({ config: server.config });
  abort = new AbortController();
});

afterEach(async () => {
  abort.abort();
  await client.close();
  await server.stop();
});

function makeManager(options: Partial<ManagerOptions> = {}): Manager {
  return createManager({ client, name: "test", ...options });
}

async function request(manager: Manager, path: string): Promise<{ code: number; text: string }> {
  const { host, port } = manager.httpAddress ?? { host: "", port: 0 };
  const response = await fetch(`http://${host}:${port}${path}`);
  return { code: response.status, text: await response.text() };
}

test("starts in order (caches, lease, work) and stops in order, the lease last", async () => {
  const order: string[] = [];
  server.intercept = ({ method, path, body }) => {
    if (path.endsWith("/widgets")) order.push("list or watch");
    if (method === "POST" && path.endsWith("/leases")) order.push("lease taken");
    if (JSON.stringify(body ?? "").includes('"holderIdentity":""')) order.push("lease released");
    return undefined;
  };
  const manager = makeManager({ leaderElection });
  manager.caches.for({ resource: widgets });
  manager.addRunnable({
    name: "work",
    run: async (signal) => {
      order.push("work begins");
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      await new Promise((resolve) => setTimeout(resolve, 20));
      order.push("work ends");
    },
  });
  const running = manager.start(abort.signal);
  await eventually(() => order.includes("work begins"));
  abort.abort();
  await running;
  expect(order.filter((entry, index) => entry !== order[index - 1])).toEqual([
    "list or watch",
    "lease taken",
    "work begins",
    "work ends",
    "lease released",
  ]);
});

test("nothing is written before this process leads", async () => {
  server.put(leases, {
    metadata: { name: "test", namespace: "system" },
    spec: { holderIdentity: "other", leaseDurationSeconds: 3600 },
  });
  const manager = makeManager({ leaderElection });
  let isRunning = false;
  manager.addRunnable({
    name: "everywhere",
    needsLeadership: false,
    run: () => Promise.resolve(void (isRunning = true)),
  });
  const running = manager.start(abort.signal);
  await eventually(() => isRunning);
  const writing = manager.client.create(widgets, {
    apiVersion: "example.com/v1",
    kind: "Widget",
    metadata: { name: "a", namespace: "test" },
  });
  await expect(writing).rejects.toBeInstanceOf(WriteRefusedError);
  abort.abort();
  await running;
  expect(server.writes).toEqual([]);
});

test("losing the lease ends the manager, and with it all writing", async () => {
  // The ten seconds of a lease pass in half of one.
  const manager = makeManager({ leaderElection, clock: fastClock(20) });
  let isLeading = false;
  manager.addRunnable({ name: "work", run: () => Promise.resolve(void (isLeading = true)) });
  const losing = expect(manager.start(abort.signal)).rejects.toBeInstanceOf(LeadershipLostError);
  await eventually(() => isLeading);
  server.intercept = ({ path }) => (path.includes("/leases") ? fault.hang() : undefined);
  await losing;
  const writing = manager.client.patchMerge(widgets, { name: "a", namespace: "test" }, {});
  await expect(writing).rejects.toBeInstanceOf(WriteRefusedError);
});

test("a runnable that fails ends the manager with its reason", async () => {
  const manager = makeManager();
  manager.addRunnable({ name: "work", run: () => Promise.reject(new Error("broken")) });
  await expect(manager.start(abort.signal)).rejects.toThrow("work failed");
});

test("work that does not end in its grace leaves the lease to expire", async () => {
  const manager = makeManager({ leaderElection, shutdownGraceMilliseconds: 500 });
  let isLeading = false;
  manager.addRunnable({
    name: "work",
    run: () => {
      isLeading = true;
      return new Promise(() => undefined);
    },
  });
  const running = manager.start(abort.signal);
  await eventually(() => isLeading);
  abort.abort();
  await expect(running).rejects.toThrow("did not end within 500 ms");
  expect(server.find(leases, "test", "system")?.spec?.holderIdentity).toBe("me");
});

test("caches that do not fill in time fail the start, by name", async () => {
  server.intercept = () => fault.status(403, "Forbidden");
  const manager = makeManager({ cacheSyncTimeoutMilliseconds: 1000 });
  manager.caches.for({ resource: widgets });
  await expect(manager.start(abort.signal)).rejects.toThrow("not listed within 1000 ms: widgets.example.com/v1");
});

test("stopping while caches still fill is no error", async () => {
  server.intercept = () => fault.hang();
  const manager = makeManager();
  manager.caches.for({ resource: widgets });
  const running = manager.start(abort.signal);
  await eventually(() => server.requests.length > 0);
  abort.abort();
  await running;
});

test("says when it is ready and alive, and why not", async () => {
  let isListAllowed = false;
  server.intercept = () => (isListAllowed ? undefined : fault.status(403, "Forbidden"));
  const manager = makeManager({ http });
  manager.caches.for({ resource: widgets });
  const running = manager.start(abort.signal);
  await eventually(() => manager.httpAddress !== undefined);
  expect(await request(manager, "/readyz")).toMatchObject({
    code: 503,
    text: expect.stringContaining("not listed yet") as string,
  });
  expect((await request(manager, "/livez")).code).toBe(200);
  isListAllowed = true;
  await manager.caches.for({ resource: widgets }).synced;
  expect(await request(manager, "/readyz")).toMatchObject({ code: 200 });
  expect(await request(manager, "/health")).toMatchObject({ code: 200 });
  expect(await request(manager, "/other")).toMatchObject({ code: 404 });
  manager.addReadinessCheck("database", () => Promise.reject(new Error("away")));
  expect(await request(manager, "/readyz")).toMatchObject({
    code: 503,
    text: expect.stringContaining("database failed: away") as string,
  });
  abort.abort();
  await running;
});

test("metrics have the names that dashboards for controller-runtime look for", async () => {
  const manager = makeManager({ http, leaderElection });
  manager.addController({
    name: "widget",
    for: { resource: widgets },
    reconciler: { reconcile: () => Promise.resolve() },
  });
  const running = manager.start(abort.signal);
  server.put(widgets, { metadata: { name: "a", namespace: "test" } });
  let text = "";
  while (!text.includes('controller_runtime_reconcile_total{controller="widget",result="success"} 1')) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    if (manager.httpAddress !== undefined) ({ text } = await request(manager, "/metrics"));
  }
  for (const name of [
    "controller_runtime_reconcile_errors_total",
    "controller_runtime_reconcile_time_seconds_bucket",
    "controller_runtime_active_workers",
    "workqueue_depth",
    "workqueue_queue_duration_seconds_bucket",
    "rest_client_requests_total",
    'leader_election_master_status{name="test"} 1',
    "store_resource_version",
    "reflector_last_event_age_seconds",
  ]) {
    expect(text).toContain(name);
  }
  abort.abort();
  await running;
});

test("two askers for the same selection share a cache, other selections do not", () => {
  const { caches } = makeManager();
  const one = caches.for({ resource: widgets, labelSelector: "a=b" });
  expect(
    caches.for({ resource: widgets, labelSelector: "a=b", indexes: { name: ({ metadata }) => [metadata.name] } }),
  ).toBe(one);
  expect(one.byIndex("name", "x")).toEqual([]);
  expect(caches.for({ resource: widgets })).not.toBe(one);
  expect(() => one.byIndex("undeclared", "x")).toThrow(RangeError);
});

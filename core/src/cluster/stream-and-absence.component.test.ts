import { waitFor } from "@tochka-rosta/testing";
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from "vitest";
import type { Instance } from "../features/modules/schemas.ts";
import { createScenario, readEvents } from "../testing/sync-scenario.ts";
import { liveConditions, startTestCluster, type TestCluster } from "../testing/test-cluster.ts";
import { registerOwner, startTestCore, type TestCore } from "../testing/test-core.ts";

let cluster: TestCluster;
let scenario: ReturnType<typeof createScenario>;
let core: TestCore;

beforeAll(async () => {
  cluster = await startTestCluster();
  scenario = createScenario(cluster);
  await cluster.addModule("shop", "Available");
});
afterAll(() => cluster.stop());
beforeEach(async () => {
  core = await startTestCore({ postgresUrl: inject("postgresUrl"), settings: cluster.settings, hasRealClock: true });
});
afterEach(() => core.stop());

test("the event stream tells the whole state first and each change after it", async () => {
  const { client, subdomain } = await scenario.registerReady(core);
  const { id } = await scenario.activateShop(client);
  const abort = new AbortController();
  const response = await client.open("GET", `/api/modules/instances/${id}/events`, undefined, {}, abort.signal);
  expect(response.headers.get("content-type")).toContain("text/event-stream");
  const events = readEvents(response);
  const first = (await events.next()).value as { instance: Instance; ready: boolean };
  expect(first.instance.id).toBe(id);
  expect(first.ready).toBe(false);
  await scenario.waitForObject(subdomain);
  await cluster.report(subdomain, "shop", liveConditions);
  let last = first;
  while (!last.ready) last = (await events.next()).value as typeof first;
  expect(last.instance.state).toBe("live");
  abort.abort();
});

test("while the API server is unreachable, changes are taken, shown as waiting, and carried out when it is back", async () => {
  const ready = await scenario.registerReady(core);
  await waitFor("the catalogue", async () => {
    const { body } = await ready.client.get<unknown[]>("/api/modules");
    return body.length > 0 || undefined;
  });
  await cluster.server.pause();
  let isUnreachable = true;
  try {
    const late = await registerOwner(core);
    const { id } = await scenario.activateShop(ready.client);
    const waiting = await waitFor("the reason", async () => {
      const { body } = await ready.client.get<Instance>(`/api/modules/instances/${id}`);
      return body.steps.find(({ type }) => type === "request")?.reason === undefined ? undefined : body;
    });
    expect(waiting.steps.find(({ type }) => type === "request")).toMatchObject({
      state: "running",
      reason: "ClusterNotReached",
    });
    const health = await ready.client.get<{ status: string; checks: { cluster: { status: string } } }>(
      "/health/detailed",
    );
    expect(health.body).toMatchObject({ status: "degraded", checks: { cluster: { status: "failing" } } });
    expect((await ready.client.get("/health")).status).toBe(200);
    expect((await ready.client.get<string>("/metrics")).body).toMatch(/^tochka_core_cluster_up 0$/m);
    await cluster.server.resume();
    isUnreachable = false;
    await scenario.waitForTenant(late.subdomain);
    await scenario.waitForObject(ready.subdomain);
  } finally {
    if (isUnreachable) await cluster.server.resume();
  }
});

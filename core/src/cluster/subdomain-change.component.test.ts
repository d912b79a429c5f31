import { waitFor } from "@tochka-rosta/testing";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { createScenario } from "../testing/sync-scenario.ts";
import { startTestCluster, type TestCluster } from "../testing/test-cluster.ts";
import { startTestCore, type TestCore } from "../testing/test-core.ts";
import { tenants } from "./resources.ts";

let cluster: TestCluster;
let scenario: ReturnType<typeof createScenario>;
let core: TestCore;
beforeAll(async () => {
  cluster = await startTestCluster();
  scenario = createScenario(cluster);
  await cluster.addModule("shop", "Available");
  core = await startTestCore({ postgresUrl: inject("postgresUrl"), settings: cluster.settings, hasRealClock: true });
});
afterAll(async () => {
  await core.stop();
  await cluster.stop();
});

test("another subdomain is another object: the first goes, and the next has no identity of its", async () => {
  const { client, subdomain } = await scenario.registerReady(core);
  const first = await scenario.waitForTenant(subdomain);
  const change = async (name: string) =>
    expect((await client.post("/api/tenants/me/subdomain", { subdomain: name })).status).toBe(200);
  await change(`${subdomain}x`);
  const next = await scenario.waitForTenant(`${subdomain}x`);
  expect(next.spec).not.toHaveProperty("id");
  expect(next.metadata.labels).toEqual(first.metadata.labels);
  await waitFor("the first object to go", async () =>
    (await cluster.client.get(tenants, { name: subdomain })) === undefined ? true : undefined,
  );
  await cluster.makeNamespaceReady(`${subdomain}x`);
  await scenario.activateShop(client);
  await scenario.waitForObject(`${subdomain}x`);
  const [row] = await core.query("SELECT cluster_uid FROM tenants WHERE subdomain = $1", [`${subdomain}x`]);
  expect(row?.["cluster_uid"]).toBe(next.metadata.uid);
  expect(await core.query("SELECT 1 FROM cluster_removals WHERE name LIKE $1", [`${subdomain}%`])).toEqual([]);
});

test("changed and changed back, whichever of it the cluster heard of, it is one object that takes sites", async () => {
  const { client, subdomain } = await scenario.registerReady(core);
  const { metadata } = await scenario.waitForTenant(subdomain);
  for (const name of [`${subdomain}x`, subdomain]) {
    expect((await client.post("/api/tenants/me/subdomain", { subdomain: name })).status).toBe(200);
  }
  await waitFor("the cluster to have both changes", async () => {
    const [row] = await core.query(
      "SELECT wish_version = synced_version AS is_done FROM tenants WHERE subdomain = $1",
      [subdomain],
    );
    const notes = await core.query("SELECT 1 FROM cluster_removals WHERE name LIKE $1", [`${subdomain}%`]);
    return (row?.["is_done"] === true && notes.length === 0) || undefined;
  });
  await cluster.makeNamespaceReady(subdomain);
  await scenario.activateShop(client);
  await scenario.waitForObject(subdomain);
  expect((await scenario.waitForTenant(subdomain)).metadata.labels).toEqual(metadata.labels);
  expect(await cluster.client.get(tenants, { name: `${subdomain}x` })).toBeUndefined();
});

import { waitFor } from "@tochka-rosta/testing";
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, inject, test } from "vitest";
import type { Instance } from "../features/modules/schemas.ts";
import { startTestCluster, liveConditions, type TestCluster } from "../testing/test-cluster.ts";
import { createScenario } from "../testing/sync-scenario.ts";
import { registerOwner, startTestCore, type TestCore } from "../testing/test-core.ts";
import { fieldManager, modules, tenants } from "./resources.ts";

let cluster: TestCluster;
let scenario: ReturnType<typeof createScenario>;
let core: TestCore;

const startCoreHere = () =>
  startTestCore({ postgresUrl: inject("postgresUrl"), settings: cluster.settings, hasRealClock: true });

beforeAll(async () => {
  cluster = await startTestCluster();
  scenario = createScenario(cluster);
  cluster.server.recordRequests(5000);
  await cluster.addModule("shop", "Available");
  await cluster.addModule("courses", "ComingSoon");
});
afterAll(() => cluster.stop());

/** Writes of the core since a point of the request log. */
function writesSince(start: number) {
  return cluster.server.requestLog
    .slice(start)
    .filter(({ method, query, path }) => method !== "GET" && query.includes(fieldManager) && !path.includes("leases"))
    .map(({ method, path }) => `${method} ${path}`);
}

describe("with a cluster", () => {
  beforeEach(async () => {
    core = await startCoreHere();
  });
  afterEach(() => core.stop());

  test("a registration becomes a Tenant with the tariff's limits and nothing personal", async () => {
    const { subdomain, tenantId, phone } = await registerOwner(core, { tariff: "growth" });
    const tenant = await scenario.waitForTenant(subdomain);
    expect(tenant.spec).toMatchObject({
      tariff: "growth",
      limits: { subdomains: 2, storage: "20Gi", cpu: "4", memory: "2Gi" },
    });
    expect(tenant.metadata.labels?.["tochkarosta.online/tenant-id"]).toBe(tenantId);
    expect(JSON.stringify(tenant)).not.toContain(phone.slice(2));
    expect(JSON.stringify(tenant)).not.toContain("Анна");
  });

  test("a click becomes one ModuleInstance, its conditions become steps, and live means Ready", async () => {
    const { client, subdomain } = await scenario.registerReady(core);
    const start = cluster.server.requestLog.length;
    const { id } = await scenario.activateShop(client);
    const object = await scenario.waitForObject(subdomain);
    expect(object.spec).toMatchObject({ module: "shop", active: true, hostPrefix: "shop" });

    await cluster.report(subdomain, "shop", {
      DatabaseReady: true,
      WorkloadAvailable: "WorkloadStarting",
      Ready: "WorkloadStarting",
    });
    const starting = await waitFor("the database step", async () => {
      const { body } = await client.get<Instance>(`/api/modules/instances/${id}`);
      return body.steps.find((it) => it.type === "database")?.state === "done" ? body : undefined;
    });
    expect(starting.steps.map(({ type, state }) => `${type} ${state}`)).toEqual([
      "tenant done",
      "request done",
      "database done",
      "workload running",
      "route waiting",
      "reachable waiting",
    ]);
    expect(starting).toMatchObject({ state: "starting", ready: false });

    await cluster.report(subdomain, "shop", liveConditions);
    const live = await scenario.waitForState(client, id, "live");
    expect(live.url).toBe(`http://shop--${subdomain}.example.test/`);
    expect(live.steps.every(({ state, seconds }) => state === "done" && typeof seconds === "number")).toBe(true);
    expect(writesSince(start)).toEqual([
      `PATCH /apis/tochkarosta.online/v1alpha1/namespaces/tenant-${subdomain}/moduleinstances/shop`,
    ]);
  });

  test("a failing step shows its reason and heals without a click", async () => {
    const { client, subdomain } = await scenario.registerReady(core);
    const { id } = await scenario.activateShop(client);
    await scenario.waitForObject(subdomain);
    const failure = { DatabaseReady: true, WorkloadAvailable: "ImagePullFailed", Ready: "ImagePullFailed" };
    await cluster.report(subdomain, "shop", failure);
    const failing = await scenario.waitForState(client, id, "failing");
    expect(failing.steps.find(({ state }) => state === "failed")).toMatchObject({
      type: "workload",
      reason: "ImagePullFailed",
    });
    await cluster.report(subdomain, "shop", liveConditions);
    await scenario.waitForState(client, id, "live");
    const [activation] = await core.query("SELECT failed_at, failure, ready_at FROM activations");
    expect(activation).toMatchObject({ failure: "workload: ImagePullFailed" });
    expect(activation?.["ready_at"]).not.toBeNull();
  });

  test("a refusal by the operator fails the request step", async () => {
    const { client, subdomain } = await scenario.registerReady(core);
    const { id } = await scenario.activateShop(client);
    await scenario.waitForObject(subdomain);
    await cluster.report(subdomain, "shop", { Ready: "HostTaken" });
    const failing = await scenario.waitForState(client, id, "failing");
    expect(failing.steps.find(({ type }) => type === "request")).toMatchObject({
      state: "failed",
      reason: "HostTaken",
    });
  });

  test("switching off and on again keeps the object and ignores what was said of the old generation", async () => {
    const { client, subdomain } = await scenario.registerReady(core);
    const { id } = await scenario.activateShop(client);
    const { metadata } = await scenario.waitForObject(subdomain);
    await cluster.report(subdomain, "shop", liveConditions);
    await scenario.waitForState(client, id, "live");

    const off = await client.post<Instance>(`/api/modules/instances/${id}/deactivate`);
    expect(off.body).toMatchObject({ active: false, state: "inactive", steps: [] });
    await waitFor("spec.active to be false", async () =>
      (await scenario.waitForObject(subdomain)).spec.active === false ? true : undefined,
    );
    const on = await scenario.activateShop(client);
    expect(on.id).toBe(id);
    expect(on.state).toBe("starting");
    await waitFor("spec.active to be true", async () =>
      (await scenario.waitForObject(subdomain)).spec.active === true ? true : undefined,
    );
    // The conditions of before are still there, but about an older generation.
    const { body } = await client.get<Instance>(`/api/modules/instances/${id}`);
    expect(body.ready).toBe(false);
    expect((await scenario.waitForObject(subdomain)).metadata.uid).toBe(metadata.uid);
    await cluster.report(subdomain, "shop", liveConditions);
    await scenario.waitForState(client, id, "live");
  });

  test("a changed tariff changes the limits, and nothing else is written", async () => {
    const { client, subdomain } = await scenario.registerReady(core);
    const start = cluster.server.requestLog.length;
    expect((await client.post("/api/billing/subscriptions", { tariff: "master" })).status).toBe(200);
    await waitFor("the new limits", async () =>
      (await scenario.waitForTenant(subdomain)).spec.limits?.subdomains === 10 ? true : undefined,
    );
    expect(writesSince(start)).toEqual([`PATCH /apis/tochkarosta.online/v1alpha1/tenants/${subdomain}`]);
  });

  test("a restart writes nothing when nothing changed", async () => {
    const { client, subdomain } = await scenario.registerReady(core);
    const { id } = await scenario.activateShop(client);
    await scenario.waitForObject(subdomain);
    await cluster.report(subdomain, "shop", liveConditions);
    await scenario.waitForState(client, id, "live");
    await core.core.stop();

    const start = cluster.server.requestLog.length;
    const second = await startTestCore({
      postgresUrl: inject("postgresUrl"),
      databaseUrl: core.databaseUrl,
      settings: cluster.settings,
      hasRealClock: true,
    });
    const other = await registerOwner(second);
    await scenario.waitForTenant(other.subdomain);
    expect(writesSince(start)).toEqual([`PATCH /apis/tochkarosta.online/v1alpha1/tenants/${other.subdomain}`]);
    await second.stop();
  });

  test("an object deleted or changed by hand is put right", async () => {
    const { subdomain, tenantId } = await scenario.registerReady(core);
    const { metadata } = await scenario.waitForTenant(subdomain);
    await cluster.client.patchMerge(tenants, { name: subdomain }, { spec: { limits: { subdomains: 900 } } });
    await waitFor("the limits of the tariff", async () =>
      (await scenario.waitForTenant(subdomain)).spec.limits?.subdomains === 1 ? true : undefined,
    );
    await cluster.client.delete(tenants, { name: subdomain }, { uid: metadata.uid ?? "" });
    const again = await waitFor("the Tenant again", async () => {
      const object = await cluster.client.get(tenants, { name: subdomain });
      return object && object.metadata.uid !== metadata.uid ? object : undefined;
    });
    expect(again.metadata.labels?.["tochkarosta.online/tenant-id"]).toBe(tenantId);
  });

  test("a deleted row takes its object along, and only its own", async () => {
    const { subdomain, tenantId } = await scenario.registerReady(core);
    const kept = await scenario.registerReady(core);
    await core.query("UPDATE users SET tenant_id = NULL WHERE tenant_id = $1", [tenantId]);
    await core.query("DELETE FROM tenants WHERE id = $1", [tenantId]);
    await waitFor(
      "the Tenant to vanish",
      async () => ((await cluster.client.get(tenants, { name: subdomain })) === undefined ? true : undefined),
      { timeoutSeconds: 20 },
    );
    // Struck off a moment after the object has gone.
    await waitFor("the note of it to be struck off", async () => {
      const notes = await core.query("SELECT * FROM cluster_removals");
      return notes.length === 0 ? true : undefined;
    });
    await scenario.waitForTenant(kept.subdomain);
  });

  test("a row that is deleted while its object is being made leaves no object behind", async () => {
    const requested: string[] = [];
    cluster.server.hooks.fault = ({ method, path }) => {
      if (method !== "PATCH" || !path.includes("/tenants/") || requested.length > 0) return undefined;
      requested.push(path);
      // Longer than it takes the sweep to find the note of the deletion.
      return { delayMilliseconds: 12_000 };
    };
    const { subdomain, tenantId } = await registerOwner(core);
    await waitFor("the Tenant to be asked for", () => Promise.resolve(requested[0]));
    await core.query("UPDATE users SET tenant_id = NULL WHERE tenant_id = $1", [tenantId]);
    await core.query("DELETE FROM tenants WHERE id = $1", [tenantId]);
    // It is there for a moment only: what tells that it was made is that it is deleted.
    await waitFor(
      "the Tenant to be deleted",
      () =>
        Promise.resolve(
          cluster.server.requestLog.find(
            ({ method, path }) => method === "DELETE" && path.endsWith(`/tenants/${subdomain}`),
          ),
        ),
      { timeoutSeconds: 30 },
    );
    delete cluster.server.hooks.fault;
    await waitFor("the Tenant to vanish", async () =>
      (await cluster.client.get(tenants, { name: subdomain })) === undefined ? true : undefined,
    );
  }, 60_000);

  test("a Tenant made by hand is never taken over", async () => {
    const name = "made-by-hand";
    const desired = { apiVersion: "tochkarosta.online/v1alpha1" as const, kind: "Tenant" as const, metadata: { name } };
    const made = await cluster.client.apply(
      tenants,
      { ...desired, spec: { tariff: "own" } },
      { fieldManager: "kubectl" },
    );
    const check = await waitFor("the cache to know", async () => {
      const { body } = await core.client().get<{ available: boolean }>(`/api/tenants/subdomain-check?name=${name}`);
      return body.available ? undefined : body;
    });
    expect(check).toMatchObject({ available: false, reason: "taken" });
    const [{ id } = { id: "" }] = await core.query<{ id: string }>(
      `INSERT INTO tenants (id, name, subdomain, updated_at) VALUES (gen_random_uuid(), 'x', $1, now()) RETURNING id`,
      [name],
    );
    await waitFor(
      "the problem to be noted",
      async () => {
        const [row] = await core.query("SELECT sync_problem FROM tenants WHERE id = $1", [id]);
        return String(row?.["sync_problem"]).startsWith("NameTaken") ? true : undefined;
      },
      { timeoutSeconds: 20 },
    );
    expect((await scenario.waitForTenant(name)).metadata.uid).toBe(made.metadata.uid);
    expect((await scenario.waitForTenant(name)).spec.tariff).toBe("own");
  });

  test("the catalogue follows the Module objects", async () => {
    const client = core.client();
    await waitFor("both modules", async () => {
      const { body } = await client.get<{ code: string; stage: string }[]>("/api/modules");
      return body.map(({ code, stage }) => `${code} ${stage}`).join() === "shop available,courses soon" || undefined;
    });
    await cluster.addModule("quiz", "Available");
    await waitFor("the new module", async () => {
      const { body } = await client.get<{ code: string }[]>("/api/modules");
      return body.some(({ code }) => code === "quiz") || undefined;
    });
    const uid = (await cluster.client.get(modules, { name: "quiz" }))?.metadata.uid ?? "";
    await cluster.client.delete(modules, { name: "quiz" }, { uid });
    await waitFor("the module to vanish", async () => {
      const { body } = await client.get<{ code: string }[]>("/api/modules");
      return body.every(({ code }) => code !== "quiz") || undefined;
    });
  });
});

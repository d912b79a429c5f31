import { waitFor } from "@tochka-rosta/testing";
import { apiVersion, type ModuleInstance, type Tenant } from "@tochka-rosta/crds";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import type { Instance } from "../features/modules/schemas.ts";
import { createScenario } from "../testing/sync-scenario.ts";
import { liveConditions, startTestCluster, type TestCluster } from "../testing/test-cluster.ts";
import type { ProblemBody, TestClient } from "../testing/test-client.ts";
import { startTestCore, type TestCore } from "../testing/test-core.ts";
import { fieldManager, moduleInstances, tenants } from "./resources.ts";

let cluster: TestCluster;
let scenario: ReturnType<typeof createScenario>;
let core: TestCore;

beforeAll(async () => {
  cluster = await startTestCluster();
  scenario = createScenario(cluster);
  cluster.server.recordRequests(5000);
  await cluster.addModule("shop", "Available");
  await cluster.addModule("guestbook", "Available");
});
afterAll(() => cluster.stop());
beforeEach(async () => {
  core = await startTestCore({ postgresUrl: inject("postgresUrl"), settings: cluster.settings, hasRealClock: true });
});
afterEach(() => core.stop());

const referenceTo = (subdomain: string, name: string) => ({ namespace: `tenant-${subdomain}`, name });
const uidLabel = "tochkarosta.online/instance-id";

/** As `kubectl apply --server-side` does. */
function applyByHand(subdomain: string, name: string, spec: object): Promise<ModuleInstance> {
  const metadata = referenceTo(subdomain, name);
  const desired = { apiVersion, kind: "ModuleInstance", metadata, spec } as unknown as ModuleInstance;
  return cluster.client.apply(moduleInstances, desired, { fieldManager: "kubectl" });
}

const waitForSites = (client: TestClient, isThere: (sites: Instance[]) => boolean) =>
  waitFor("the owner's sites", async () => {
    const { body } = await client.get<Instance[]>("/api/modules/instances");
    return isThere(body) ? body : undefined;
  });

describe("a deleted site", () => {
  test("loses its object, and a new one of the name waits until that has gone", async () => {
    const { client, subdomain } = await scenario.registerReady(core);
    const { id } = await scenario.activateShop(client);
    const first = await scenario.waitForObject(subdomain);
    await cluster.client.patchMerge(moduleInstances, first.metadata, {
      metadata: { finalizers: ["tochkarosta.online/test"] },
    });
    expect((await client.delete(`/api/modules/instances/${id}?name=shop`)).status).toBe(202);
    const leaving = await waitFor("the deletion", async () => {
      const object = await cluster.client.get(moduleInstances, first.metadata);
      return object?.metadata.deletionTimestamp === undefined ? undefined : object;
    });
    expect(leaving.metadata.uid).toBe(first.metadata.uid);

    const second = await scenario.activateShop(client);
    expect(second.id).not.toBe(id);
    await waitFor("the reason", async () => {
      const { body } = await client.get<Instance>(`/api/modules/instances/${second.id}`);
      return body.steps.some(({ reason }) => reason === "PreviousSiteLeaving") || undefined;
    });
    await cluster.client.patchMerge(moduleInstances, first.metadata, { metadata: { finalizers: null } });
    const made = await waitFor("the new object", async () => {
      const object = await cluster.client.get(moduleInstances, first.metadata);
      return object && object.metadata.uid !== first.metadata.uid ? object : undefined;
    });
    expect(made.metadata.labels?.[uidLabel]).toBe(second.id);
    expect(JSON.stringify(made.spec)).not.toContain(first.metadata.uid ?? "");
  });

  test("goes when the core died between the owner's click and the cluster", async () => {
    const { client, subdomain } = await scenario.registerReady(core);
    const { id } = await scenario.activateShop(client);
    const { metadata } = await scenario.waitForObject(subdomain);
    cluster.server.hooks.fault = ({ method }) => (method === "DELETE" ? { status: 503 } : undefined);
    expect((await client.delete(`/api/modules/instances/${id}?name=shop`)).status).toBe(202);
    await core.core.stop();
    cluster.server.hooks.fault = undefined;
    const second = await startTestCore({
      postgresUrl: inject("postgresUrl"),
      databaseUrl: core.databaseUrl,
      settings: cluster.settings,
      hasRealClock: true,
    });
    await waitFor(
      "the object to vanish",
      async () => ((await cluster.client.get(moduleInstances, metadata)) === undefined ? true : undefined),
      { timeoutSeconds: 20 },
    );
    await second.stop();
  });
});

describe("an instance that a person applied", () => {
  test("becomes its owner's site with its pages, and its spec stays the applier's", async () => {
    const { client, subdomain, tenantId } = await scenario.registerReady(core);
    await applyByHand(subdomain, "guestbook", { module: "guestbook" });
    const [site] = await waitForSites(client, (sites) => sites.length === 1);
    expect(site).toMatchObject({ module: "guestbook", name: "guestbook", managed_by: "cluster", active: true });
    const id = site?.id ?? "";
    const object = await waitFor("the label", async () => {
      const found = await cluster.client.get(moduleInstances, referenceTo(subdomain, "guestbook"));
      return found?.metadata.labels?.[uidLabel] === undefined ? undefined : found;
    });
    expect(object.metadata.labels).toMatchObject({ [uidLabel]: id, "tochkarosta.online/tenant-id": tenantId });
    const { managedFields } = object.metadata as { managedFields?: { manager: string }[] };
    const ours = managedFields?.filter(({ manager }) => manager === fieldManager) ?? [];
    expect(ours).toHaveLength(1);
    expect(JSON.stringify(ours)).not.toContain("f:spec");

    await cluster.report(subdomain, "guestbook", liveConditions);
    await scenario.waitForState(client, id, "live");
    const handover = await client.post<{ action: string }>(`/api/modules/instances/${id}/handover`);
    expect(handover.status).toBe(200);
    expect(handover.body.action).toBe(`http://guestbook--${subdomain}.example.test/admin/handover`);
    expect(await core.query("SELECT user_id, subject FROM audit_records WHERE action = 'module.adopt'")).toEqual([
      { user_id: null, subject: id },
    ]);
  });

  test("is switched where it was applied; the click is refused in words", async () => {
    const { client, subdomain } = await scenario.registerReady(core);
    await applyByHand(subdomain, "guestbook", { module: "guestbook", active: true });
    const [site] = await waitForSites(client, (sites) => sites.length === 1);
    const off = await client.post<ProblemBody>(`/api/modules/instances/${site?.id}/deactivate`);
    expect(`${off.status} ${off.body.code}`).toBe("409 INSTANCE_MANAGED_ELSEWHERE");
    await applyByHand(subdomain, "guestbook", { module: "guestbook", active: false });
    await waitForSites(client, (sites) => sites[0]?.active === false);
    const on = await client.post<ProblemBody>("/api/modules/activate", { module: "guestbook" });
    expect(on.body.code).toBe("INSTANCE_MANAGED_ELSEWHERE");
    await applyByHand(subdomain, "guestbook", { module: "guestbook", active: true });
    await waitForSites(client, (sites) => sites[0]?.active === true);
  });

  test("with a name and an address of its own keeps both, and its address is nobody else's", async () => {
    const { client, subdomain } = await scenario.registerReady(core);
    const name = "a--long-name-of-more-than-20-letters";
    await applyByHand(subdomain, name, { module: "guestbook", hostPrefix: "shop" });
    const [site] = await waitForSites(client, (sites) => sites.length === 1);
    expect(site).toMatchObject({ name, host_prefix: "shop" });
    const { body } = await client.post<ProblemBody>("/api/modules/activate", { module: "shop" });
    // The tariff's only place is taken by it as well; the address is what is said first.
    expect(body.code).toBe("HOST_PREFIX_TAKEN");
  });

  test("counts in the tariff's limits", async () => {
    const { client, subdomain } = await scenario.registerReady(core);
    await applyByHand(subdomain, "guestbook", { module: "guestbook" });
    await waitForSites(client, (sites) => sites.length === 1);
    const { body } = await client.post<ProblemBody>("/api/modules/activate", { module: "shop" });
    expect(body.code).toBe("SUBDOMAIN_LIMIT_REACHED");
  });

  test("comes back as it was when it is lost, and goes when its owner deletes it", async () => {
    const { client, subdomain } = await scenario.registerReady(core);
    const spec = { module: "guestbook", hostPrefix: "book", version: "0.1.0" };
    await applyByHand(subdomain, "guestbook", spec);
    const [site] = await waitForSites(client, (sites) => sites.length === 1);
    const reference = referenceTo(subdomain, "guestbook");
    const labelled = (object: ModuleInstance | undefined) =>
      object?.metadata.labels?.[uidLabel] === site?.id ? object : undefined;
    const first = await waitFor("the label", async () =>
      labelled(await cluster.client.get(moduleInstances, reference)),
    );
    await cluster.client.delete(moduleInstances, reference, { uid: first.metadata.uid ?? "" });
    const again = await waitFor("the object again", async () => {
      const object = labelled(await cluster.client.get(moduleInstances, reference));
      return object?.metadata.uid === first.metadata.uid ? undefined : object;
    });
    // Under its first identity, by which its database is found.
    expect(again.spec).toMatchObject({ ...spec, id: first.metadata.uid });
    expect((await client.get<Instance[]>("/api/modules/instances")).body.map(({ id }) => id)).toEqual([site?.id]);

    expect((await client.delete(`/api/modules/instances/${site?.id}?name=guestbook`)).status).toBe(202);
    await waitFor("the object to vanish", async () =>
      (await cluster.client.get(moduleInstances, reference)) === undefined ? true : undefined,
    );
  });

  test("in the namespace of nobody's tenant stays without a row", async () => {
    const { subdomain } = await scenario.registerReady(core);
    const byHand = { apiVersion, kind: "Tenant", metadata: { name: "by-hand" }, spec: {} } as unknown as Tenant;
    await cluster.client.apply(tenants, byHand, { fieldManager: "kubectl" });
    await cluster.makeNamespaceReady("by-hand");
    await applyByHand("by-hand", "guestbook", { module: "guestbook" });
    // One that is adopted later tells that the other was passed over.
    await applyByHand(subdomain, "guestbook", { module: "guestbook" });
    await waitFor("the row", async () => (await core.query("SELECT id FROM module_instances"))[0]);
    expect(await core.query("SELECT id FROM module_instances")).toHaveLength(1);
    const stranger = await cluster.client.get(moduleInstances, referenceTo("by-hand", "guestbook"));
    expect(stranger?.metadata.labels?.[uidLabel]).toBeUndefined();
  });

  test("a second pass writes nothing", async () => {
    const { client, subdomain } = await scenario.registerReady(core);
    await applyByHand(subdomain, "guestbook", { module: "guestbook" });
    const [site] = await waitForSites(client, (sites) => sites.length === 1);
    await cluster.report(subdomain, "guestbook", liveConditions);
    await scenario.waitForState(client, site?.id ?? "", "live");
    const path = `/apis/tochkarosta.online/v1alpha1/namespaces/tenant-${subdomain}/moduleinstances/guestbook`;
    const writes = cluster.server.requestLog.filter(
      (request) => request.method === "PATCH" && request.path === path && request.query.includes(fieldManager),
    );
    expect(writes).toHaveLength(1);
  });
});

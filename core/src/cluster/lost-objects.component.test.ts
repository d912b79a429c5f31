import { identityOf, labels, type ModuleInstance } from "@tochka-rosta/crds";
import { waitFor } from "@tochka-rosta/testing";
import { decodeJwt } from "jose";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import type { Instance } from "../features/modules/schemas.ts";
import { createScenario } from "../testing/sync-scenario.ts";
import type { TestClient } from "../testing/test-client.ts";
import { liveConditions, startTestCluster, type TestCluster } from "../testing/test-cluster.ts";
import { startTestCore, type TestCore } from "../testing/test-core.ts";
import { moduleInstances, tenants } from "./resources.ts";

let cluster: TestCluster;
let scenario: ReturnType<typeof createScenario>;
let core: TestCore;

const startCoreHere = (databaseUrl?: string) =>
  startTestCore({
    postgresUrl: inject("postgresUrl"),
    settings: cluster.settings,
    hasRealClock: true,
    ...(databaseUrl !== undefined && { databaseUrl }),
  });

beforeAll(async () => {
  cluster = await startTestCluster();
  scenario = createScenario(cluster);
  await cluster.addModule("shop", "Available");
});
afterAll(() => cluster.stop());
beforeEach(async () => {
  core = await startCoreHere();
});
afterEach(() => core.stop());

/** An owner with a shop that is live, and its first object. */
async function liveShop() {
  const owner = await scenario.registerReady(core);
  const { id } = await scenario.activateShop(owner.client);
  const first = await scenario.waitForObject(owner.subdomain);
  await cluster.report(owner.subdomain, "shop", liveConditions);
  await scenario.waitForState(owner.client, id, "live");
  return { ...owner, id, first };
}

const remove = ({ metadata }: ModuleInstance) =>
  cluster.client.delete(moduleInstances, metadata, { uid: metadata.uid ?? "" });

/** The object that core makes in the place of another. */
const waitForNext = (before: ModuleInstance): Promise<ModuleInstance> =>
  waitFor("the object made again", async () => {
    const found = await cluster.client.get(moduleInstances, before.metadata);
    return found !== undefined && found.metadata.uid !== before.metadata.uid ? found : undefined;
  });

const readRow = async (id: string) =>
  (await core.query("SELECT cluster_uid, has_database, sync_problem FROM module_instances WHERE id = $1", [id]))[0];

const readState = async (client: TestClient, id: string) =>
  (await client.get<Instance>(`/api/modules/instances/${id}`)).body;

describe("an object that vanished from the cluster", () => {
  test("is made again under the identity of the first one, which its row keeps, as often as it is lost", async () => {
    const { client, subdomain, id, first } = await liveShop();
    let lost = first;
    for (let round = 0; round < 2; round += 1) {
      await remove(lost);
      const next = await waitForNext(lost);
      expect(next.spec).toMatchObject({ id: first.metadata.uid, module: "shop", database: { mustExist: true } });
      expect(await readRow(id)).toMatchObject({ cluster_uid: first.metadata.uid, has_database: true });
      expect(await readState(client, id)).toMatchObject({ ready: false });
      lost = next;
    }
    await cluster.report(subdomain, "shop", liveConditions);
    await scenario.waitForState(client, id, "live");
    const { body } = await client.post<{ token: string }>(`/api/modules/instances/${id}/handover`);
    expect(decodeJwt(body.token).aud).toBe(first.metadata.uid);
    // The field stays in what core applies: leaving it out would take it away.
    await client.post(`/api/modules/instances/${id}/deactivate`);
    const off = await waitFor("the switch", async () => {
      const found = await cluster.client.get(moduleInstances, lost.metadata);
      return found?.spec.active === false ? found : undefined;
    });
    expect(off.spec.id).toBe(first.metadata.uid);
  });

  test("needs no database where none was ever seen", async () => {
    const { client, subdomain } = await scenario.registerReady(core);
    const { id } = await scenario.activateShop(client);
    const first = await scenario.waitForObject(subdomain);
    await waitFor("the uid", async () =>
      (await readRow(id))?.["cluster_uid"] === first.metadata.uid ? true : undefined,
    );
    await remove(first);
    const next = await waitForNext(first);
    expect(next.spec.id).toBe(first.metadata.uid);
    expect(next.spec.database?.mustExist).toBeUndefined();
  });

  test("is made again too when it was lost while core was down", async () => {
    const { id, first } = await liveShop();
    const { databaseUrl } = core;
    await core.stop();
    await remove(first);
    core = await startCoreHere(databaseUrl);
    const next = await waitForNext(first);
    expect(identityOf(next)).toBe(first.metadata.uid);
    expect(next.spec.database?.mustExist).toBe(true);
    expect(await readRow(id)).toMatchObject({ cluster_uid: first.metadata.uid });
  });

  test.each(["before", "after"] as const)(
    "is made again once when the connection breaks %s that write took effect, and core is another process then",
    async (disconnect) => {
      const { subdomain, id, first } = await liveShop();
      const { hooks } = cluster.server;
      let isBroken = false;
      hooks.fault = ({ method, path }) => {
        if (method !== "PATCH" || !path.endsWith(`tenant-${subdomain}/moduleinstances/shop`)) return undefined;
        if (isBroken) return { disconnect: "before" };
        isBroken = true;
        return { disconnect };
      };
      await remove(first);
      await waitFor("the broken write", () => (isBroken ? true : undefined));
      const { databaseUrl } = core;
      await core.stop();
      delete hooks.fault;
      core = await startCoreHere(databaseUrl);
      const next = await waitForNext(first);
      await waitFor("the row to know it", async () =>
        (await readRow(id))?.["sync_problem"] === null ? true : undefined,
      );
      expect(identityOf(next)).toBe(first.metadata.uid);
      expect((await scenario.waitForObject(subdomain)).metadata.uid).toBe(next.metadata.uid);
      expect(await readRow(id)).toMatchObject({ cluster_uid: first.metadata.uid, has_database: true });
    },
  );

  test("with its whole tenant comes back under both identities", async () => {
    const { subdomain, tenantId, first } = await liveShop();
    const tenant = await scenario.waitForTenant(subdomain);
    await remove(first);
    await cluster.client.delete(tenants, { name: subdomain }, { uid: tenant.metadata.uid ?? "" });
    const again = await waitFor("the tenant made again", async () => {
      const found = await cluster.client.get(tenants, { name: subdomain });
      return found !== undefined && found.metadata.uid !== tenant.metadata.uid ? found : undefined;
    });
    expect(again.spec.id).toBe(tenant.metadata.uid);
    expect(again.metadata.labels?.[labels.tenantId]).toBe(tenantId);
    await cluster.makeNamespaceReady(subdomain);
    expect(identityOf(await waitForNext(first))).toBe(first.metadata.uid);
  });

  test("is not taken for the one that its owner deletes: the next site of that name has an identity of its own", async () => {
    const { subdomain, tenantId, first } = await liveShop();
    await core.query("DELETE FROM module_instances WHERE tenant_id = $1", [tenantId]);
    await waitFor("the object to go", async () =>
      (await cluster.client.get(moduleInstances, first.metadata)) === undefined ? true : undefined,
    );
    await core.query(
      `INSERT INTO module_instances (id, tenant_id, module, name, updated_at) VALUES (gen_random_uuid(), $1, 'shop', 'shop', now())`,
      [tenantId],
    );
    const next = await scenario.waitForObject(subdomain);
    expect(next.spec.id).toBeUndefined();
    expect(identityOf(next)).not.toBe(first.metadata.uid);
  });
});

describe("an object that somebody made in the place of a lost one", () => {
  test("is never shown as live nor handed over to, and makes way for the right one when it is deleted", async () => {
    const { client, subdomain, id, first } = await liveShop();
    const { databaseUrl } = core;
    await core.stop();
    await remove(first);
    // kubectl apply of a saved manifest: the row's labels, and an identity of its own.
    const { name, namespace, labels: own } = first.metadata;
    const saved = { apiVersion: first.apiVersion, kind: first.kind, metadata: { name, namespace, labels: own } };
    await cluster.client.apply(
      moduleInstances,
      { ...saved, spec: first.spec },
      {
        fieldManager: "kubectl",
      },
    );
    await cluster.report(subdomain, "shop", liveConditions);
    core = await startCoreHere(databaseUrl);
    await waitFor("the problem", async () =>
      String((await readRow(id))?.["sync_problem"]).startsWith("ObjectReplaced") ? true : undefined,
    );
    const again = core.client();
    for (const [name, value] of client.cookies) again.cookies.set(name, value);
    const shown = await readState(again, id);
    expect(shown).toMatchObject({ ready: false, state: "starting" });
    expect(shown.steps.find(({ type }) => type === "request")).toMatchObject({
      state: "running",
      reason: "ObjectReplaced",
    });
    expect((await again.post(`/api/modules/instances/${id}/handover`)).status).toBe(409);
    const stranger = await scenario.waitForObject(subdomain);
    await remove(stranger);
    const next = await waitForNext(stranger);
    expect(identityOf(next)).toBe(first.metadata.uid);
    await waitFor("no problem any more", async () =>
      (await readRow(id))?.["sync_problem"] === null ? true : undefined,
    );
  });
});

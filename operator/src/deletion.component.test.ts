import { tenantNamespace, type ModuleInstance } from "@tochka-rosta/crds";
import { waitFor } from "@tochka-rosta/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { abandonDatabaseAnnotation } from "./database/abandon.ts";
import { databaseNames } from "./database/identifiers.ts";
import { parseMarker } from "./database/marker.ts";
import { observeDatabase } from "./database/observation.ts";
import { resources, routeResources } from "./resources.ts";
import { openTestServer, testServerSettings } from "./testing/database-server.ts";
import { applyInstance, waitForInstance, waitForSwitchedOff } from "./testing/operator.ts";
import { liveShop, readyTenant } from "./testing/shop.ts";
import { startTestPlatform, type TestPlatform } from "./testing/platform.ts";
import { startTestProxy, type TestProxy } from "./testing/proxy.ts";

let platform: TestPlatform;
let proxy: TestProxy;
const { server } = openTestServer();
const client = () => platform.cluster.client;

beforeAll(async () => {
  proxy = await startTestProxy(testServerSettings());
  platform = await startTestPlatform({ server: { host: "127.0.0.1", port: proxy.port } });
});
afterAll(async () => {
  await platform.stop();
  await proxy.stop();
  await server.close();
});

const observe = (instance: ModuleInstance) => observeDatabase(server, databaseNames(instance.metadata.uid ?? ""));
const remove = (instance: ModuleInstance) =>
  client().delete(resources.moduleInstance, instance.metadata, { uid: instance.metadata.uid ?? "" });
const gone = (instance: ModuleInstance) =>
  waitFor("the instance to go", async () =>
    (await client().get(resources.moduleInstance, instance.metadata)) === undefined ? true : undefined,
  );
const nothing = {
  hasOwner: false,
  mayActAsOwner: true,
  mayLimitTemporaryFiles: true,
  templateHasTrigrams: true,
  canMakeTrigrams: false,
  user: undefined,
  database: undefined,
};

/** A new tenant with an instance that was never switched on: its status knows of no database. */
async function neverSwitchedOn(): Promise<{ tenant: string; instance: ModuleInstance }> {
  const tenant = await readyTenant(client());
  await applyInstance(client(), tenant, "shop", { module: "shop", active: false });
  return { tenant, instance: await waitForSwitchedOff(client(), tenant, "shop") };
}

/** Sees every request that reads an instance's Secret, and decides what becomes of it. */
function watchSecret(tenant: string, decide: () => { status: number } | undefined): Disposable {
  const { hooks } = platform.cluster.server;
  const path = `/api/v1/namespaces/${tenantNamespace(tenant)}/secrets/shop-database`;
  hooks.fault = (request) => (request.method === "GET" && request.path === path ? decide() : undefined);
  return {
    [Symbol.dispose]: () => {
      delete hooks.fault;
    },
  };
}

/** Everything in the tenant's namespace that the operator made for an instance. */
async function listLeftovers(tenant: string): Promise<string[]> {
  const namespace = tenantNamespace(tenant);
  const { deployment, service, secret } = resources;
  const found = await Promise.all(
    [deployment, service, routeResources.Ingress, secret].map((kind) => client().list(kind, { namespace })),
  );
  return found.flat().map(({ kind, metadata }) => `${kind} ${metadata.name}`);
}

describe("deleting an instance", () => {
  it("keeps the data, out of use, and frees the host", async () => {
    const { tenant, instance } = await liveShop(client());
    await remove(instance);
    await gone(instance);
    const left = await observe(instance);
    expect(left).toMatchObject({ user: { canLogin: false }, database: { allowsConnections: false } });
    expect(parseMarker(left.database?.comment)).toMatchObject({
      uid: instance.metadata.uid,
      retiredAt: expect.any(String),
    });
    expect(await client().get(resources.hostClaim, { name: `shop--${tenant}.sites.test` })).toBeUndefined();
    await waitFor("everything else to go", async () => ((await listLeftovers(tenant)).length === 0 ? true : undefined));
  });

  it("does not hand the old data to a new instance of the same name", async () => {
    const { tenant, instance } = await liveShop(client());
    await remove(instance);
    await gone(instance);
    await applyInstance(client(), tenant, "shop", { module: "shop" });
    const successor = await waitForInstance(client(), tenant, "shop");
    expect(successor.status?.database?.name).not.toBe(instance.status?.database?.name);
    expect((await observe(instance)).database).toMatchObject({ allowsConnections: false });
  });

  it("removes the data where the owner asked for it", async () => {
    const { instance } = await liveShop(client(), { instance: { database: { reclaimPolicy: "Delete" } } });
    await remove(instance);
    await gone(instance);
    expect(await observe(instance)).toEqual(nothing);
  });

  it("leaves nothing behind of an instance that never had a database", async () => {
    const { tenant, instance } = await neverSwitchedOn();
    await remove(instance);
    await gone(instance);
    expect(await observe(instance)).toEqual(nothing);
    expect(await client().get(resources.hostClaim, { name: `shop--${tenant}.sites.test` })).toBeUndefined();
  });

  it("says nothing of the database when the operator is told to end meanwhile, and goes on with the next one", async () => {
    const { tenant, instance } = await neverSwitchedOn();
    let ended: Promise<void> | undefined;
    {
      using _ = watchSecret(tenant, () => {
        ended ??= platform.operator.stop();
        return undefined;
      });
      await remove(instance);
      await waitFor("the Secret to be asked for", async () => ended && true);
      await ended;
    }
    const left = await client().get(resources.moduleInstance, instance.metadata);
    expect(left?.metadata.deletionTimestamp).toBeDefined();
    expect(left?.status?.blockedBy ?? []).toEqual([]);
    await platform.restartOperator();
    await gone(instance);
  });
});

describe("deleting a tenant", () => {
  it("ends with nothing left but retired data", async () => {
    const { tenant, instance } = await liveShop(client());
    const found = await client().get(resources.tenant, { name: tenant });
    await client().delete(resources.tenant, { name: tenant }, { uid: found?.metadata.uid ?? "" });
    await waitFor("the tenant to go", async () =>
      (await client().get(resources.tenant, { name: tenant })) === undefined ? true : undefined,
    );
    expect(await client().get(resources.namespace, { name: tenantNamespace(tenant) })).toBeUndefined();
    expect(await client().get(resources.hostClaim, { name: `shop--${tenant}.sites.test` })).toBeUndefined();
    expect((await observe(instance)).database).toMatchObject({ allowsConnections: false });
  });

  it("ends too when its namespace was deleted under it", async () => {
    const { tenant, instance } = await liveShop(client());
    const uid = await deleteNamespace(tenant);
    await gone(instance);
    expect((await observe(instance)).user).toMatchObject({ canLogin: false });
    // The tenant is still desired, so its namespace comes back, empty.
    await waitFor("the namespace again", async () => {
      const again = await client().get(resources.namespace, { name: tenantNamespace(tenant) });
      return again !== undefined && again.metadata.uid !== uid ? true : undefined;
    });
  });

  it("ends too when the right to read Secrets went first: the database is looked for everywhere", async () => {
    const { tenant, instance } = await neverSwitchedOn();
    const names = databaseNames(instance.metadata.uid ?? "");
    // Made by an operator that died before it said so in the status.
    await server.query(`CREATE ROLE ${names.owner} NOLOGIN`);
    await server.query(`CREATE ROLE ${names.user} LOGIN`);
    using _ = watchSecret(tenant, () => ({ status: 403 }));
    await deleteNamespace(tenant);
    await gone(instance);
    expect(await observe(instance)).toEqual(nothing);
  });
});

describe("while the database server is away", () => {
  it("a deletion says what it waits for, and ends when the server is back", async () => {
    const { tenant, instance } = await liveShop(client());
    proxy.cut();
    await remove(instance);
    const blocked = await waitFor("the obstacle", async () => {
      const found = await client().get(resources.moduleInstance, instance.metadata);
      return (found?.status?.blockedBy?.length ?? 0) > 0 ? found : undefined;
    });
    expect(blocked.status?.blockedBy?.[0]).toMatch(/^The database cannot be put out of use yet: /);
    expect(await listLeftovers(tenant)).not.toContain("Deployment shop");
    proxy.restore();
    await gone(instance);
    expect((await observe(instance)).user).toMatchObject({ canLogin: false });
  });

  it("a person can let a deletion end without it", async () => {
    const { instance } = await liveShop(client());
    proxy.cut();
    await remove(instance);
    await client().patchMerge(
      resources.moduleInstance,
      instance.metadata,
      { metadata: { annotations: { [abandonDatabaseAnnotation]: "true" } } },
      { fieldManager: "test-person" },
    );
    await gone(instance);
    proxy.restore();
    expect((await observe(instance)).database).toMatchObject({ allowsConnections: true });
  });

  it("a new instance says so, and is made when the server is back", async () => {
    proxy.cut();
    const tenant = await readyTenant(client());
    await applyInstance(client(), tenant, "shop", { module: "shop" });
    await waitForInstance(client(), tenant, "shop", ["Ready", "DatabaseUnavailable"]);
    expect(await listLeftovers(tenant)).toEqual([]);
    proxy.restore();
    await waitForInstance(client(), tenant, "shop");
  });

  it("a site that runs stays up", async () => {
    const { tenant, instance } = await liveShop(client());
    proxy.cut();
    await platform.restartOperator();
    await waitForInstance(client(), tenant, "shop", ["DatabaseReady", "DatabaseUnavailable"]);
    expect(await listLeftovers(tenant)).toContain("Ingress shop");
    const deployment = await client().get(resources.deployment, instance.metadata);
    expect(deployment?.spec?.replicas).toBe(1);
    proxy.restore();
    await waitForInstance(client(), tenant, "shop");
  });
});

/** Somebody deletes the namespace itself. Resolves to its uid. */
async function deleteNamespace(tenant: string): Promise<string> {
  const reference = { name: tenantNamespace(tenant) };
  const uid = (await client().get(resources.namespace, reference))?.metadata.uid ?? "";
  await client().delete(resources.namespace, reference, { uid });
  return uid;
}

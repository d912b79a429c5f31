import { identityOf, tenantNamespace, type ModuleInstance, type Tenant } from "@tochka-rosta/crds";
import { hashOf, type KubernetesObject } from "@tochka-rosta/controller-runtime";
import { waitFor } from "@tochka-rosta/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hashAnnotation, templateAnnotation } from "./context.ts";
import { databaseNames } from "./database/identifiers.ts";
import { observeDatabase } from "./database/observation.ts";
import { resources, routeResources } from "./resources.ts";
import { openTestServer } from "./testing/database-server.ts";
import { applyInstance, applyTenant, uniqueName, waitForInstance, waitForTenant } from "./testing/operator.ts";
import { startTestPlatform, type TestPlatform } from "./testing/platform.ts";
import { isOperatorWrite, startRecording } from "./testing/writes.ts";

let platform: TestPlatform;
const { server } = openTestServer();
const client = () => platform.cluster.client;

beforeAll(async () => {
  platform = await startTestPlatform();
});
afterAll(async () => {
  await platform.stop();
  await server.close();
});

/**
 * Kills the operator at its nth write for a tenant: the write is lost, or done and only its answer lost; nothing that this
 * operator writes afterwards arrives.
 */
function killAt(
  nth: number,
  when: "before" | "after",
  tenant: string,
): { readonly happened: () => boolean; revive(): void } {
  const { hooks } = platform.cluster.server;
  let seen = 0;
  let isDead = false;
  hooks.fault = (request) => {
    const isCounted = isOperatorWrite(request) && !request.path.includes("/events");
    if (!isCounted) return undefined;
    if (isDead) return { disconnect: "before" };
    if (!request.path.includes(tenant) && !request.path.endsWith("/hostclaims")) return undefined;
    if (seen++ !== nth) return undefined;
    isDead = true;
    return { disconnect: when };
  };
  return {
    happened: () => isDead,
    revive: () => {
      delete hooks.fault;
    },
  };
}

const kinds = [
  resources.namespace,
  resources.hostClaim,
  resources.resourceQuota,
  resources.limitRange,
  resources.networkPolicy,
  resources.serviceAccount,
  resources.roleBinding,
  resources.configMap,
  resources.deployment,
  resources.service,
  routeResources.Ingress,
  resources.moduleInstance,
  resources.secret,
] as const;

/** All that there is of a tenant, without what differs between any two tenants. */
async function endState(tenant: string): Promise<unknown> {
  const lists = await Promise.all(kinds.map((kind) => client().list<KubernetesObject>(kind)));
  const objects = lists
    .flat()
    .filter(({ metadata }) => metadata.namespace === tenantNamespace(tenant) || metadata.name.includes(tenant))
    .map((object) => normalize(object, tenant));
  const instance = await client().get(resources.moduleInstance, { namespace: tenantNamespace(tenant), name: "shop" });
  if (instance === undefined) return { objects };
  const database = await observeDatabase(server, databaseNames(instance.metadata.uid ?? ""));
  return { objects, database: { ...database, database: { ...database.database, comment: "" } } };
}

function normalize(object: KubernetesObject, tenant: string): unknown {
  const { metadata, ...rest } = object;
  const { [hashAnnotation]: _, [templateAnnotation]: __, ...annotations } = metadata.annotations ?? {};
  const identity = { name: metadata.name, labels: metadata.labels, finalizers: metadata.finalizers, annotations };
  const text = JSON.stringify({
    ...rest,
    metadata: identity,
    ...("data" in rest && { data: Object.keys(rest.data ?? {}) }),
  });
  const masked = text
    .replaceAll(tenant, "TENANT")
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32}/g, "UID")
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z|10\.\d+\.\d+\.\d+/g, "");
  return JSON.parse(masked);
}

async function activate(tenant: string): Promise<void> {
  await applyTenant(client(), tenant);
  await waitForTenant(client(), tenant);
  await applyInstance(client(), tenant, "shop", { module: "shop" });
  await waitForInstance(client(), tenant, "shop");
}

/** Creations that the API server accepted, by path: more than one of a path would be a duplicate. */
function countCreations(tenant: string): number[] {
  const counts = new Map<string, number>();
  for (const { method, path, status } of platform.cluster.server.requestLog) {
    if (status !== 201 || !path.includes(tenant) || path.includes("/events") || method === "GET") continue;
    counts.set(path, (counts.get(path) ?? 0) + 1);
  }
  return [...counts.values()];
}

describe("an operator killed in the middle of an activation", () => {
  it.each(["before", "after"] as const)(
    "%s any of its writes took effect is followed by one that ends in the same state, making nothing twice",
    async (when) => {
      const undisturbed = uniqueName("calm");
      await activate(undisturbed);
      const expected = await endState(undisturbed);
      let kills = 0;
      for (let nth = 0; ; nth += 1) {
        const tenant = uniqueName("killed");
        startRecording(platform.cluster);
        const killer = killAt(nth, when, tenant);
        const done = activate(tenant);
        await Promise.race([done, waitFor("the kill", () => Promise.resolve(killer.happened() ? true : undefined))]);
        const happened = killer.happened();
        if (happened) {
          // What the dying operator still tries is lost, too.
          await new Promise((resolve) => setTimeout(resolve, 20));
          await platform.restartOperator();
        }
        killer.revive();
        await done;
        if (!happened) break;
        kills += 1;
        await waitFor(`the same end state, killed at write ${nth}`, async () =>
          hashOf(await endState(tenant)) === hashOf(expected) ? true : undefined,
        ).catch(async () => expect(await endState(tenant), `killed at write ${nth}`).toEqual(expected));
        expect(
          countCreations(tenant).every((count) => count === 1),
          `killed at write ${nth}`,
        ).toBe(true);
      }
      expect(kills).toBeGreaterThanOrEqual(17);
    },
    300_000,
  );
});

describe("an operator killed while an object that was lost comes back", () => {
  it.each(["before", "after"] as const)(
    "%s any of its writes took effect is followed by one that gives the site its database, and never an empty one",
    async (when) => {
      let kills = 0;
      for (let nth = 0; ; nth += 1) {
        const tenant = uniqueName("lost");
        await activate(tenant);
        const first = await readShop(tenant);
        const names = databaseNames(identityOf(first));
        await server.withDatabase(names.database, (inside) => inside.query("CREATE TABLE kept AS SELECT 42 AS answer"));
        await deleteShop(first);
        startRecording(platform.cluster);
        const killer = killAt(nth, when, tenant);
        const done = (async () => {
          const spec = { id: identityOf(first), module: "shop", database: { mustExist: true } };
          await applyInstance(client(), tenant, "shop", spec);
          await waitForInstance(client(), tenant, "shop");
        })();
        await Promise.race([done, waitFor("the kill", () => Promise.resolve(killer.happened() ? true : undefined))]);
        const happened = killer.happened();
        if (happened) {
          await new Promise((resolve) => setTimeout(resolve, 20));
          await platform.restartOperator();
        }
        killer.revive();
        await done;
        const kept = await server.withDatabase(names.database, (inside) => inside.query("SELECT answer FROM kept"));
        expect(kept, `killed at write ${nth}`).toEqual([{ answer: 42 }]);
        const found = await server.query(
          "SELECT datname FROM pg_database WHERE shobj_description(oid, 'pg_database') LIKE $1",
          [`%${(await readTenant(tenant)).metadata.uid ?? ""}%`],
        );
        expect(found, `killed at write ${nth}`).toHaveLength(1);
        if (!happened) break;
        kills += 1;
      }
      expect(kills).toBeGreaterThanOrEqual(8);
    },
    300_000,
  );
});

const shopOf = (tenant: string) => ({ namespace: tenantNamespace(tenant), name: "shop" });

async function readShop(tenant: string): Promise<ModuleInstance> {
  const found = await client().get(resources.moduleInstance, shopOf(tenant));
  if (found === undefined) throw new Error(`there is no shop of ${tenant}`);
  return found;
}

async function readTenant(name: string): Promise<Tenant> {
  const found = await client().get(resources.tenant, { name });
  if (found === undefined) throw new Error(`there is no tenant ${name}`);
  return found;
}

async function deleteShop(shop: ModuleInstance): Promise<void> {
  await client().delete(resources.moduleInstance, shop.metadata, { uid: shop.metadata.uid ?? "" });
  await waitFor("the shop to go", async () =>
    (await client().get(resources.moduleInstance, shop.metadata)) === undefined ? true : undefined,
  );
}

async function deleteTenant(tenant: string): Promise<void> {
  const found = await client().get(resources.tenant, { name: tenant });
  await client().delete(resources.tenant, { name: tenant }, { uid: found?.metadata.uid ?? "" });
  await waitFor(`tenant ${tenant} to go`, async () =>
    (await client().get(resources.tenant, { name: tenant })) === undefined ? true : undefined,
  );
}

describe("an operator killed in the middle of a tenant's deletion", () => {
  it.each(["before", "after"] as const)(
    "%s any of its writes took effect is followed by one that ends it, with the data retired and nothing else left",
    async (when) => {
      let kills = 0;
      for (let nth = 0; ; nth += 1) {
        const tenant = uniqueName("leaving");
        await activate(tenant);
        const reference = { namespace: tenantNamespace(tenant), name: "shop" };
        const uid = (await client().get(resources.moduleInstance, reference))?.metadata.uid ?? "";
        const killer = killAt(nth, when, tenant);
        const done = deleteTenant(tenant);
        await Promise.race([done, waitFor("the kill", () => Promise.resolve(killer.happened() ? true : undefined))]);
        const happened = killer.happened();
        if (happened) await platform.restartOperator();
        killer.revive();
        await done;
        if (!happened) break;
        kills += 1;
        const { objects } = (await endState(tenant)) as { objects: unknown[] };
        expect(objects, `killed at write ${nth}`).toEqual([]);
        const { user, database } = await observeDatabase(server, databaseNames(uid));
        expect({ user, database }, `killed at write ${nth}`).toMatchObject({
          user: { canLogin: false },
          database: { allowsConnections: false },
        });
      }
      expect(kills).toBeGreaterThanOrEqual(7);
    },
    300_000,
  );
});

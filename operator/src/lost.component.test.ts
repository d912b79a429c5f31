import { randomUUID } from "node:crypto";
import { identityOf, tenantNamespace, type ModuleInstance, type Tenant } from "@tochka-rosta/crds";
import { quoteIdentifier } from "@tochka-rosta/postgres/sql";
import { waitFor } from "@tochka-rosta/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { abandonDatabaseAnnotation } from "./database/abandon.ts";
import { databaseNames } from "./database/identifiers.ts";
import { parseMarker } from "./database/marker.ts";
import { observeDatabase } from "./database/observation.ts";
import { resources } from "./resources.ts";
import { openTestServer, queryAs } from "./testing/database-server.ts";
import { applyInstance, applyTenant, waitForInstance, waitForTenant } from "./testing/operator.ts";
import { startTestPlatform, type TestPlatform } from "./testing/platform.ts";
import { liveShop, readDeployment, readInstanceFile, readyTenant } from "./testing/shop.ts";

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

const observe = (identity: string) => observeDatabase(server, databaseNames(identity));

/** As the module of a live shop, with the password of its Secret. */
async function query(tenant: string, identity: string, sql: string): Promise<unknown[]> {
  const reference = { namespace: tenantNamespace(tenant), name: "shop-database" };
  const secret = await client().get(resources.secret, reference);
  const password = Buffer.from(secret?.data?.["password"] ?? "", "base64").toString();
  return queryAs({ names: databaseNames(identity) }, password, sql);
}

/** A live shop with goods in it. */
async function shopWithGoods() {
  const { tenant, instance } = await liveShop(client());
  const identity = identityOf(instance);
  await query(tenant, identity, "CREATE TABLE goods AS SELECT 42 AS price");
  return { tenant, instance, identity };
}

const readGoods = (tenant: string, identity: string) => query(tenant, identity, "SELECT price FROM goods");
const goods = [{ price: 42 }];

/** kubectl delete: asked for, and waited for. */
async function remove(instance: ModuleInstance): Promise<void> {
  await client().delete(resources.moduleInstance, instance.metadata, { uid: instance.metadata.uid ?? "" });
  await waitFor("the instance to go", async () =>
    (await client().get(resources.moduleInstance, instance.metadata)) === undefined ? true : undefined,
  );
}

async function removeTenant(name: string): Promise<Tenant> {
  const found = await client().get(resources.tenant, { name });
  await client().delete(resources.tenant, { name }, { uid: found?.metadata.uid ?? "" });
  await waitFor("the tenant to go", async () =>
    (await client().get(resources.tenant, { name })) === undefined ? true : undefined,
  );
  if (found === undefined) throw new Error(`there was no tenant ${name}`);
  return found;
}

describe("an object that was lost and is made again under its identity", () => {
  it("finds its data, and is called live only with it", async () => {
    const { tenant, instance, identity } = await shopWithGoods();
    await remove(instance);
    expect(parseMarker((await observe(identity)).database?.comment)?.retiredAt).toBeDefined();
    const again = { id: identity, module: "shop", database: { mustExist: true } };
    await applyInstance(client(), tenant, "shop", again);
    const live = await waitForInstance(client(), tenant, "shop");
    expect(live.metadata.uid).not.toBe(identity);
    expect(live.status?.database?.name).toBe(databaseNames(identity).database);
    expect(await readGoods(tenant, identity)).toEqual(goods);
    expect(parseMarker((await observe(identity)).database?.comment)).toMatchObject({ uid: identity });
    expect(parseMarker((await observe(identity)).database?.comment)?.retiredAt).toBeUndefined();
    expect(await readInstanceFile(client(), tenant)).toMatchObject({ uid: identity });
    // As often as it is lost.
    await remove(live);
    await applyInstance(client(), tenant, "shop", again);
    await waitForInstance(client(), tenant, "shop");
    expect(await readGoods(tenant, identity)).toEqual(goods);
  });

  it("finds it also when nobody cleaned up behind the first one", async () => {
    const { tenant, instance, identity } = await shopWithGoods();
    await platform.operator.stop();
    await client().delete(resources.moduleInstance, instance.metadata, { uid: identity });
    await client().patchMerge(
      resources.moduleInstance,
      instance.metadata,
      { metadata: { finalizers: null } },
      { fieldManager: "test-person" },
    );
    await platform.restartOperator();
    await applyInstance(client(), tenant, "shop", { id: identity, module: "shop", database: { mustExist: true } });
    await waitForInstance(client(), tenant, "shop");
    expect(await readGoods(tenant, identity)).toEqual(goods);
  });

  it("finds it after the whole tenant was lost, under the tenant's identity", async () => {
    const { tenant, identity } = await shopWithGoods();
    const lost = await removeTenant(tenant);
    await applyTenant(client(), tenant, { id: identityOf(lost) });
    const { metadata } = await waitForTenant(client(), tenant);
    expect(metadata.uid).not.toBe(lost.metadata.uid);
    await applyInstance(client(), tenant, "shop", { id: identity, module: "shop", database: { mustExist: true } });
    await waitForInstance(client(), tenant, "shop");
    expect(await readGoods(tenant, identity)).toEqual(goods);
    expect(await readInstanceFile(client(), tenant)).toMatchObject({ uid: identity, tenantUid: identityOf(lost) });
  });

  it("gets a new database where the first one never had any", async () => {
    const tenant = await readyTenant(client());
    await applyInstance(client(), tenant, "shop", { id: randomUUID(), module: "shop" });
    await waitForInstance(client(), tenant, "shop");
  });

  it("of a tenant of another identity gets nothing, and the data stays as it is", async () => {
    const { tenant, identity } = await shopWithGoods();
    await removeTenant(tenant);
    // Another owner of the name: a Tenant of its own.
    await applyTenant(client(), tenant);
    await waitForTenant(client(), tenant);
    const before = await observe(identity);
    await applyInstance(client(), tenant, "shop", { id: identity, module: "shop" });
    await waitForInstance(client(), tenant, "shop", ["Ready", "DatabaseNotOurs"]);
    expect(await observe(identity)).toEqual(before);
  });
});

describe("nothing empty is called live", () => {
  it("where the database of an object made again is gone, until a person gives it up", async () => {
    const { tenant, instance, identity } = await shopWithGoods();
    await remove(instance);
    await server.query(`DROP DATABASE ${quoteIdentifier(databaseNames(identity).database)}`);
    await applyInstance(client(), tenant, "shop", { id: identity, module: "shop", database: { mustExist: true } });
    const lost = await waitForInstance(client(), tenant, "shop", ["Stalled", "DatabaseLost"]);
    expect(lost.status?.conditions).toContainEqual(expect.objectContaining({ type: "Ready", reason: "DatabaseLost" }));
    expect(await readDeployment(client(), tenant)).toBeUndefined();
    expect((await observe(identity)).database).toBeUndefined();
    await client().patchMerge(
      resources.moduleInstance,
      lost.metadata,
      { metadata: { annotations: { [abandonDatabaseAnnotation]: "true" } } },
      { fieldManager: "test-person" },
    );
    await waitForInstance(client(), tenant, "shop");
  });

  it("where the database of a live site is gone from its server", async () => {
    const { tenant, identity } = await shopWithGoods();
    await server.query(`DROP DATABASE ${quoteIdentifier(databaseNames(identity).database)} WITH (FORCE)`);
    await platform.restartOperator();
    await waitForInstance(client(), tenant, "shop", ["Ready", "DatabaseLost"]);
    expect((await observe(identity)).database).toBeUndefined();
  });
});

describe("somebody with rights in one tenant's namespace who writes another's identity", () => {
  it("gets nothing of another tenant, and takes nothing from it, be the object deleted again", async () => {
    const victim = await shopWithGoods();
    const tenant = await readyTenant(client());
    const before = await observe(victim.identity);
    await applyInstance(client(), tenant, "shop", { id: victim.identity, module: "shop" });
    const refused = await waitForInstance(client(), tenant, "shop", ["Ready", "DatabaseNotOurs"]);
    await remove(refused);
    expect(await observe(victim.identity)).toEqual(before);
    expect(await readGoods(victim.tenant, victim.identity)).toEqual(goods);
  });

  it("cannot bring back what was retired of another tenant, nor have it dropped", async () => {
    const victim = await shopWithGoods();
    await remove(victim.instance);
    const before = await observe(victim.identity);
    const tenant = await readyTenant(client());
    const spec = { id: victim.identity, module: "shop", database: { reclaimPolicy: "Delete" as const } };
    await applyInstance(client(), tenant, "shop", spec);
    await remove(await waitForInstance(client(), tenant, "shop", ["Ready", "DatabaseNotOurs"]));
    expect(await observe(victim.identity)).toEqual(before);
  });

  it("has no second object on the database of a site of the own tenant", async () => {
    const { tenant, identity } = await shopWithGoods();
    const before = await observe(identity);
    const spec = { id: identity, module: "shop", hostPrefix: "two", database: { reclaimPolicy: "Delete" as const } };
    await applyInstance(client(), tenant, "two", spec);
    const refused = await waitForInstance(client(), tenant, "two", ["Ready", "IdentityTaken"]);
    await remove(refused);
    expect(await observe(identity)).toEqual(before);
    await waitForInstance(client(), tenant, "shop");
  });
});

describe("spec.id", () => {
  const refused = { code: 422 };

  it("never comes, changes or goes", async () => {
    const tenant = await readyTenant(client());
    await applyInstance(client(), tenant, "shop", { module: "shop", active: false });
    await expect(applyInstance(client(), tenant, "shop", { id: randomUUID(), module: "shop" })).rejects.toMatchObject(
      refused,
    );
    const id = randomUUID();
    await applyInstance(client(), tenant, "two", { id, module: "shop", hostPrefix: "two", active: false });
    await expect(
      applyInstance(client(), tenant, "two", { id: randomUUID(), module: "shop", hostPrefix: "two" }),
    ).rejects.toMatchObject(refused);
    await expect(applyInstance(client(), tenant, "two", { module: "shop", hostPrefix: "two" })).rejects.toMatchObject(
      refused,
    );
    await expect(applyTenant(client(), tenant, { id: randomUUID() })).rejects.toMatchObject(refused);
  });

  it.each(["", "x", "00000000-0000-0000-0000-00000000000", "00000000-0000-0000-0000-00000000000G", "../../etc"])(
    "is a uuid: not %j",
    async (id) => {
      const tenant = await readyTenant(client());
      await expect(applyInstance(client(), tenant, "shop", { id, module: "shop" })).rejects.toMatchObject(refused);
    },
  );
});

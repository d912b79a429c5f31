import { type ModuleInstance } from "@tochka-rosta/crds";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { databaseNames } from "./database/identifiers.ts";
import { observeDatabase } from "./database/observation.ts";
import { resources } from "./resources.ts";
import { openTestServer } from "./testing/database-server.ts";
import {
  applyInstance,
  applyModule,
  applyTenant,
  uniqueName,
  waitForInstance,
  waitForSwitchedOff,
  waitForTenant,
} from "./testing/operator.ts";
import { liveShop, readClaim, readDeployment, readIngress, readInstanceFile, readyTenant } from "./testing/shop.ts";
import { startTestPlatform, type TestPlatform } from "./testing/platform.ts";

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

const observe = (instance: ModuleInstance) => observeDatabase(server, databaseNames(instance.metadata.uid ?? ""));

describe("a suspended tenant", () => {
  it("loses its sites, keeps everything, and gets exactly that back", async () => {
    const { tenant, instance } = await liveShop(client());
    const deployment = await readDeployment(client(), tenant);
    await applyTenant(client(), tenant, { suspension: { reason: "payment" } });
    const off = await waitForInstance(client(), tenant, "shop", ["Suspended", "SuspendedForPayment"]);
    expect(off.status?.conditions).toContainEqual(expect.objectContaining({ type: "Suspended", status: "True" }));
    expect((await readDeployment(client(), tenant))?.spec?.replicas).toBe(0);
    expect(await readIngress(client(), tenant)).toBeUndefined();
    expect((await readClaim(client(), tenant))?.status?.site).toBe("Suspended");
    expect(await readInstanceFile(client(), tenant)).toMatchObject({ status: "suspended" });

    await applyTenant(client(), tenant, {});
    const back = await waitForInstance(client(), tenant, "shop");
    expect(back.status?.database).toEqual(instance.status?.database);
    const restored = await readDeployment(client(), tenant);
    expect(restored?.spec?.replicas).toBe(1);
    expect(restored?.metadata.uid).toBe(deployment?.metadata.uid);
    expect((await readClaim(client(), tenant))?.status?.site).toBe("Live");
    expect(await readInstanceFile(client(), tenant)).toMatchObject({ status: "active" });
  });

  it("loses its sites also while the tenant itself is not ready", async () => {
    const { hooks } = platform.cluster.server;
    const { tenant } = await liveShop(client());
    hooks.fault = ({ method, path }) =>
      method === "PATCH" && path.includes(`/tenant-${tenant}/resourcequotas/`) ? { status: 422 } : undefined;
    await applyTenant(client(), tenant, { limits: { cpu: "3" } });
    await waitForTenant(client(), tenant, ["Ready", "ApiRefused"]);
    await applyTenant(client(), tenant, { limits: { cpu: "3" }, suspension: { reason: "payment" } });
    await waitForInstance(client(), tenant, "shop", ["Suspended", "SuspendedForPayment"]);
    expect((await readDeployment(client(), tenant))?.spec?.replicas).toBe(0);
    expect((await readClaim(client(), tenant))?.status?.site).toBe("Suspended");
    delete hooks.fault;
  });

  it("stops a module that the catalogue has lost meanwhile", async () => {
    const tenant = uniqueName("alpha");
    const module = uniqueName("old").slice(0, 20);
    await applyModule(client(), module);
    await applyTenant(client(), tenant);
    await waitForTenant(client(), tenant);
    await applyInstance(client(), tenant, "shop", { module });
    await waitForInstance(client(), tenant, "shop");
    const entry = await client().get(resources.module, { name: module });
    await client().delete(resources.module, { name: module }, { uid: entry?.metadata.uid ?? "" });
    await applyTenant(client(), tenant, { suspension: { reason: "abuse" } });
    await waitForInstance(client(), tenant, "shop", ["Suspended", "SuspendedForAbuse"]);
    expect((await readDeployment(client(), tenant))?.spec?.replicas).toBe(0);
  });

  it("owns nothing but its host when an instance is made meanwhile, and starts it afterwards", async () => {
    const tenant = await readyTenant(client(), { suspension: { reason: "trialEnded" } });
    await applyInstance(client(), tenant, "shop", { module: "shop" });
    const instance = await waitForInstance(client(), tenant, "shop", ["Suspended", "TrialEnded"]);
    expect(await readDeployment(client(), tenant)).toBeUndefined();
    expect((await observe(instance)).database).toBeUndefined();
    expect((await readClaim(client(), tenant))?.status?.site).toBe("Suspended");
    await applyTenant(client(), tenant, {});
    await waitForInstance(client(), tenant, "shop");
  });
});

describe("an owner's switch", () => {
  it("off keeps object, host and data; on brings the site back", async () => {
    const { tenant, instance } = await liveShop(client());
    await applyInstance(client(), tenant, "shop", { module: "shop", active: false });
    await waitForSwitchedOff(client(), tenant, "shop");
    expect((await readClaim(client(), tenant))?.status?.site).toBe("Inactive");
    expect(await readIngress(client(), tenant)).toBeUndefined();
    expect((await observe(instance)).database).toMatchObject({ allowsConnections: true });
    await applyInstance(client(), tenant, "shop", { module: "shop", active: true });
    const back = await waitForInstance(client(), tenant, "shop");
    expect(back.metadata.uid).toBe(instance.metadata.uid);
    expect(back.status?.database).toEqual(instance.status?.database);
  });
});

import { labels, tenantNamespace, type HostClaim, type ModuleInstance } from "@tochka-rosta/crds";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hashAnnotation } from "./context.ts";
import { databaseNames } from "./database/identifiers.ts";
import { resources, type AppliedObject, type Deployment } from "./resources.ts";
import { waitFor } from "./testing/cluster.ts";
import { openTestServer } from "./testing/database-server.ts";
import { observeDatabase } from "./database/observation.ts";
import {
  applyInstance,
  applyModule,
  applyTenant,
  uniqueName,
  waitForInstance,
  waitForTenant,
} from "./testing/operator.ts";
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

async function liveShop(limits: Record<string, unknown> = {}): Promise<{ tenant: string; instance: ModuleInstance }> {
  const tenant = uniqueName("alpha");
  await applyTenant(client(), tenant, { limits });
  await waitForTenant(client(), tenant);
  await applyInstance(client(), tenant, "shop", { module: "shop" });
  return { tenant, instance: await waitForInstance(client(), tenant, "shop") };
}

const readDeployment = (tenant: string): Promise<Deployment | undefined> =>
  client().get(resources.deployment, { namespace: tenantNamespace(tenant), name: "shop" });
const readIngress = (tenant: string): Promise<AppliedObject | undefined> =>
  client().get(resources.ingress, { namespace: tenantNamespace(tenant), name: "shop" });
const readClaim = (tenant: string): Promise<HostClaim | undefined> =>
  client().get(resources.hostClaim, { name: `shop--${tenant}.sites.test` });
const readInstanceFile = async (tenant: string): Promise<Record<string, unknown>> => {
  const reference = { namespace: tenantNamespace(tenant), name: "shop-instance" };
  const configMap = await client().get(resources.configMap, reference);
  return JSON.parse(configMap?.data?.["instance.json"] ?? "{}") as Record<string, unknown>;
};
const observe = (instance: ModuleInstance) => observeDatabase(server, databaseNames(instance.metadata.uid ?? ""));

describe("a suspended tenant", () => {
  it("loses its sites, keeps everything, and gets exactly that back", async () => {
    const { tenant, instance } = await liveShop();
    const deployment = await readDeployment(tenant);
    await applyTenant(client(), tenant, { suspension: { reason: "payment" } });
    const off = await waitForInstance(client(), tenant, "shop", ["Ready", "SuspendedForPayment"]);
    expect(off.status?.conditions).toContainEqual(expect.objectContaining({ type: "Suspended", status: "True" }));
    expect((await readDeployment(tenant))?.spec?.replicas).toBe(0);
    expect(await readIngress(tenant)).toBeUndefined();
    expect((await readClaim(tenant))?.status?.site).toBe("Suspended");
    expect(await readInstanceFile(tenant)).toMatchObject({ status: "suspended" });

    await applyTenant(client(), tenant, {});
    const back = await waitForInstance(client(), tenant, "shop");
    expect(back.status?.database).toEqual(instance.status?.database);
    const restored = await readDeployment(tenant);
    expect(restored?.spec?.replicas).toBe(1);
    expect(restored?.metadata.uid).toBe(deployment?.metadata.uid);
    expect((await readClaim(tenant))?.status?.site).toBe("Live");
    expect(await readInstanceFile(tenant)).toMatchObject({ status: "active" });
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
    await waitForInstance(client(), tenant, "shop", ["Ready", "SuspendedForAbuse"]);
    expect((await readDeployment(tenant))?.spec?.replicas).toBe(0);
  });

  it("owns nothing but its host when an instance is made meanwhile, and starts it afterwards", async () => {
    const tenant = uniqueName("alpha");
    await applyTenant(client(), tenant, { suspension: { reason: "trialEnded" } });
    await waitForTenant(client(), tenant);
    await applyInstance(client(), tenant, "shop", { module: "shop" });
    const instance = await waitForInstance(client(), tenant, "shop", ["Ready", "TrialEnded"]);
    expect(await readDeployment(tenant)).toBeUndefined();
    expect((await observe(instance)).database).toBeUndefined();
    expect((await readClaim(tenant))?.status?.site).toBe("Suspended");
    await applyTenant(client(), tenant, {});
    await waitForInstance(client(), tenant, "shop");
  });
});

describe("an owner's switch", () => {
  it("off keeps object, host and data; on brings the site back", async () => {
    const { tenant, instance } = await liveShop();
    await applyInstance(client(), tenant, "shop", { module: "shop", active: false });
    await waitForInstance(client(), tenant, "shop", ["Ready", "SwitchedOff"]);
    expect((await readClaim(tenant))?.status?.site).toBe("Inactive");
    expect(await readIngress(tenant)).toBeUndefined();
    expect((await observe(instance)).database).toMatchObject({ allowsConnections: true });
    await applyInstance(client(), tenant, "shop", { module: "shop", active: true });
    const back = await waitForInstance(client(), tenant, "shop");
    expect(back.metadata.uid).toBe(instance.metadata.uid);
    expect(back.status?.database).toEqual(instance.status?.database);
  });
});

describe("the subdomain limit", () => {
  it("lets the oldest run, says why the next does not, and starts it when there is room", async () => {
    const { tenant } = await liveShop({ subdomains: 1 });
    await new Promise((resolve) => setTimeout(resolve, 1_100)); // Creation times have whole seconds.
    await applyInstance(client(), tenant, "second", { module: "shop", hostPrefix: "second" });
    const refused = await waitForInstance(client(), tenant, "second", ["Stalled", "SubdomainLimitReached"]);
    expect(refused.status?.conditions?.find(({ type }) => type === "Ready")?.message).toBe(
      "The tariff allows 1 active site: switch another one off or choose a larger tariff.",
    );
    expect((await waitForTenant(client(), tenant)).status?.modules).toBe("1/1");
    await applyInstance(client(), tenant, "shop", { module: "shop", active: false });
    await waitForInstance(client(), tenant, "second");
    await applyTenant(client(), tenant, { limits: { subdomains: 2 } });
    await applyInstance(client(), tenant, "shop", { module: "shop", active: true });
    await waitForInstance(client(), tenant, "shop");
    await waitFor("two of two", async () =>
      (await waitForTenant(client(), tenant)).status?.modules === "2/2" ? true : undefined,
    );
  });
});

describe("two instances that want one host", () => {
  it("one gets it, the other is told, and gets it once it is free", async () => {
    const tenant = uniqueName("alpha");
    await applyTenant(client(), tenant, { limits: { subdomains: 2 } });
    await waitForTenant(client(), tenant);
    await Promise.all(["one", "two"].map((name) => applyInstance(client(), tenant, name, { module: "shop" })));
    const claim = await waitFor("the claim", () => readClaim(tenant));
    const winner = claim.spec.instance.name;
    const loser = winner === "one" ? "two" : "one";
    const live = await waitForInstance(client(), tenant, winner);
    await waitForInstance(client(), tenant, loser, ["Stalled", "HostTaken"]);
    await client().delete(resources.moduleInstance, live.metadata, { uid: live.metadata.uid ?? "" });
    await waitForInstance(client(), tenant, loser);
    expect((await readClaim(tenant))?.spec.instance.name).toBe(loser);
  });

  it("a claim whose instance is no more is taken over", async () => {
    const tenant = uniqueName("alpha");
    const name = `shop--${tenant}.sites.test`;
    await client().create(resources.hostClaim, {
      apiVersion: "tochkarosta.online/v1alpha1",
      kind: "HostClaim",
      metadata: { name },
      spec: { tenant, instance: { namespace: tenantNamespace(tenant), name: "shop", uid: "gone" } },
    });
    await applyTenant(client(), tenant);
    await waitForTenant(client(), tenant);
    await applyInstance(client(), tenant, "shop", { module: "shop" });
    const instance = await waitForInstance(client(), tenant, "shop");
    expect((await readClaim(tenant))?.spec.instance.uid).toBe(instance.metadata.uid);
  });
});

describe("drift", () => {
  it("is corrected, and a stranger's fields are left alone", async () => {
    const { tenant } = await liveShop();
    const reference = { namespace: tenantNamespace(tenant), name: "shop" };
    const stranger = { fieldManager: "test-stranger" };
    await client().patchMerge(
      resources.deployment,
      reference,
      { metadata: { annotations: { "example.com/note": "mine" } }, spec: { replicas: 4 } },
      stranger,
    );
    await waitFor("one replica again", async () =>
      (await readDeployment(tenant))?.spec?.replicas === 1 ? true : undefined,
    );
    expect((await readDeployment(tenant))?.metadata.annotations).toMatchObject({
      "example.com/note": "mine",
      [hashAnnotation]: expect.any(String),
    });
    const service = await client().get(resources.service, reference);
    await client().delete(resources.service, reference, { uid: service?.metadata.uid ?? "" });
    await waitFor("the Service again", async () => {
      const again = await client().get(resources.service, reference);
      return again !== undefined && again.metadata.uid !== service?.metadata.uid ? again : undefined;
    });
    const quota = { namespace: tenantNamespace(tenant), name: "tenant" };
    await client().patchMerge(resources.resourceQuota, quota, { spec: { hard: { pods: "9999" } } }, stranger);
    await waitFor("the quota again", async () => {
      const spec = (await client().get(resources.resourceQuota, quota))?.spec as { hard: { pods: string } };
      return spec.hard.pods === "9999" ? undefined : true;
    });
  });

  it("a lost Secret comes back, and the role follows its new password", async () => {
    const { tenant, instance } = await liveShop();
    const reference = { namespace: tenantNamespace(tenant), name: "shop-database" };
    const lost = await client().get(resources.secret, reference);
    await client().delete(resources.secret, reference, { uid: lost?.metadata.uid ?? "" });
    await platform.restartOperator();
    const found = await waitFor("the Secret again", () => client().get(resources.secret, reference));
    const read = (key: string) => Buffer.from(found.data?.[key] ?? "", "base64").toString();
    const { database, user } = databaseNames(instance.metadata.uid ?? "");
    expect(read("username")).toBe(user);
    expect(found.data?.["password"]).not.toBe(lost?.data?.["password"]);
    await waitFor("the new password to work", async () =>
      (await server.tryLogin({ user, password: read("password"), database })) === "accepted" ? true : undefined,
    );
  });
});

describe("a namespace that was there before", () => {
  it("is never taken over", async () => {
    const tenant = uniqueName("alpha");
    const name = tenantNamespace(tenant);
    await client().create(resources.namespace, { apiVersion: "v1", kind: "Namespace", metadata: { name } });
    await applyTenant(client(), tenant);
    const stalled = await waitForTenant(client(), tenant, "Stalled");
    expect(stalled.status?.conditions?.find(({ type }) => type === "Ready")?.reason).toBe("NamespaceTaken");
    const found = await client().get(resources.namespace, { name });
    expect(found?.metadata.labels?.[labels.tenantUid]).toBeUndefined();
    await client().delete(resources.tenant, { name: tenant }, { uid: stalled.metadata.uid ?? "" });
    await waitFor("the tenant to go", async () =>
      (await client().get(resources.tenant, { name: tenant })) === undefined ? true : undefined,
    );
    expect(await client().get(resources.namespace, { name })).toBeDefined();
  });
});

describe("what stands in the way is said in plain words", () => {
  it("a module that the catalogue does not have, until it does", async () => {
    const tenant = uniqueName("alpha");
    const module = uniqueName("new").slice(0, 20);
    await applyTenant(client(), tenant);
    await waitForTenant(client(), tenant);
    await applyInstance(client(), tenant, "shop", { module });
    await waitForInstance(client(), tenant, "shop", ["Stalled", "ModuleNotFound"]);
    await applyModule(client(), module, { stage: "ComingSoon" });
    await waitForInstance(client(), tenant, "shop", ["Stalled", "ModuleComingSoon"]);
    await applyModule(client(), module);
    await waitForInstance(client(), tenant, "shop");
  });

  it("an image that cannot be fetched, until it can", async () => {
    platform.workloads.hold("shop");
    const tenant = uniqueName("alpha");
    await applyTenant(client(), tenant);
    await waitForTenant(client(), tenant);
    await applyInstance(client(), tenant, "shop", { module: "shop" });
    await waitForInstance(client(), tenant, "shop", ["WorkloadAvailable", "WorkloadStarting"]);
    const metadata = { name: "shop-1", namespace: tenantNamespace(tenant), labels: { [labels.instance]: "shop" } };
    const spec = { containers: [{ name: "module", image: "nowhere" }] };
    const pod = await client().create(resources.pod, { apiVersion: "v1", kind: "Pod", metadata, ...{ spec } });
    const status = {
      containerStatuses: [
        {
          name: "module",
          image: "nowhere",
          imageID: "",
          restartCount: 0,
          ready: false,
          state: { waiting: { reason: "ImagePullBackOff" } },
        },
      ],
    };
    await client().patchMerge(
      resources.pod,
      pod.metadata,
      { status },
      { subresource: "status", fieldManager: "test-node" },
    );
    const stalled = await waitForInstance(client(), tenant, "shop", ["Stalled", "ImagePullFailed"]);
    expect(stalled.status?.conditions?.find(({ type }) => type === "Ready")?.message).toBe(
      "The module's image cannot be fetched.",
    );
    platform.workloads.release("shop");
    await waitForInstance(client(), tenant, "shop");
  });

  it("a public address that does not answer, until it does", async () => {
    const tenant = uniqueName("alpha");
    const host = `shop--${tenant}.sites.test`;
    platform.operator.silentHosts.add(host);
    await applyTenant(client(), tenant);
    await waitForTenant(client(), tenant);
    await applyInstance(client(), tenant, "shop", { module: "shop" });
    await waitForInstance(client(), tenant, "shop", ["Ready", "SiteNotAnswering"]);
    expect((await readClaim(tenant))?.status?.site ?? "Starting").toBe("Starting");
    platform.operator.silentHosts.delete(host);
    await waitForInstance(client(), tenant, "shop");
    expect((await readClaim(tenant))?.status?.site).toBe("Live");
  });
});

it("metrics count instances by phase and databases by server", async () => {
  await liveShop();
  const text = await platform.operator.metricsText();
  expect(text).toMatch(/tochka_module_instances\{module="shop",phase="live"\} [1-9]/);
  expect(text).toMatch(/tochka_databases\{server="main"\} [1-9]/);
  expect(text).toMatch(/tochka_provision_duration_seconds_count\{step="live"\} [1-9]/);
});

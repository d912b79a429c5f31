import { labels, tenantNamespace } from "@tochka-rosta/crds";
import { waitFor } from "@tochka-rosta/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { resources } from "./resources.ts";
import { applyInstance, applyTenant, uniqueName, waitForInstance, waitForTenant } from "./testing/operator.ts";
import { liveShop, readClaim, readyTenant } from "./testing/shop.ts";
import { startTestPlatform, type TestPlatform } from "./testing/platform.ts";

let platform: TestPlatform;
const client = () => platform.cluster.client;

beforeAll(async () => {
  platform = await startTestPlatform();
});
afterAll(() => platform.stop());

describe("the subdomain limit", () => {
  it("lets the oldest run, says why the next does not, and starts it when there is room", async () => {
    const { tenant } = await liveShop(client(), { tenant: { limits: { subdomains: 1 } } });
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
    const tenant = await readyTenant(client(), { limits: { subdomains: 2 } });
    await Promise.all(["one", "two"].map((name) => applyInstance(client(), tenant, name, { module: "shop" })));
    const claim = await waitFor("the claim", () => readClaim(client(), tenant));
    const winner = claim.spec.instance.name;
    const loser = winner === "one" ? "two" : "one";
    const live = await waitForInstance(client(), tenant, winner);
    await waitForInstance(client(), tenant, loser, ["Stalled", "HostTaken"]);
    await client().delete(resources.moduleInstance, live.metadata, { uid: live.metadata.uid ?? "" });
    await waitForInstance(client(), tenant, loser);
    expect((await readClaim(client(), tenant))?.spec.instance.name).toBe(loser);
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
    expect((await readClaim(client(), tenant))?.spec.instance.uid).toBe(instance.metadata.uid);
  });
});

describe("a namespace that was there before", () => {
  it("is never taken over", async () => {
    const tenant = uniqueName("alpha");
    const name = tenantNamespace(tenant);
    await client().create(resources.namespace, { apiVersion: "v1", kind: "Namespace", metadata: { name } });
    await applyTenant(client(), tenant);
    const stalled = await waitForTenant(client(), tenant, ["Stalled"]);
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

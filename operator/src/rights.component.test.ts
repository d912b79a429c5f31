import { waitFor } from "@tochka-rosta/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { resources } from "./resources.ts";
import { applyInstance, applyTenant, uniqueName, waitForInstance, waitForTenant } from "./testing/operator.ts";
import { startTestPlatform, type TestPlatform } from "./testing/platform.ts";
import { readRights, recordAccess, type Access } from "./testing/rights.ts";

const seen: Access[] = [];
let platform: TestPlatform;

beforeAll(async () => {
  platform = await startTestPlatform({
    isElected: true,
    wrapClient: (client) => recordAccess(client, (access) => seen.push(access)),
  });
});
afterAll(() => platform.stop());

it("asks for nothing, in a tenant's whole life, that the chart does not allow", async () => {
  const { client } = platform.cluster;
  const tenant = uniqueName("alpha");
  await applyTenant(client, tenant);
  const { metadata } = await waitForTenant(client, tenant);
  await applyInstance(client, tenant, "shop", { module: "shop" });
  await waitForInstance(client, tenant, "shop");
  await applyTenant(client, tenant, { suspension: { reason: "payment" } });
  await waitForInstance(client, tenant, "shop", ["Suspended", "SuspendedForPayment"]);
  await client.delete(resources.tenant, { name: tenant }, { uid: metadata.uid ?? "" });
  await waitFor("the tenant to go", async () =>
    (await client.get(resources.tenant, { name: tenant })) === undefined ? true : undefined,
  );
  const isAllowed = await readRights();
  const refused = seen.filter((access) => !isAllowed(access));
  expect(refused).toEqual([]);
  expect(seen.length).toBeGreaterThan(50);
});

it("can read no Secret outside the namespaces of tenants, and list or watch none anywhere", async () => {
  const isAllowed = await readRights();
  const secrets = { group: "", resource: "secrets", name: "shop-database" };
  expect(isAllowed({ ...secrets, verb: "get", namespace: "tenant-alpha" })).toBe(true);
  for (const namespace of ["", "default", "kube-system", "tochka-rosta-system"]) {
    expect(isAllowed({ ...secrets, verb: "get", namespace })).toBe(false);
  }
  for (const verb of ["list", "watch"]) expect(isAllowed({ ...secrets, verb, namespace: "tenant-alpha" })).toBe(false);
});

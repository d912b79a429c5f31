import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestCluster, type TestCluster } from "./testing/cluster.ts";
import {
  applyInstance,
  applyModule,
  applyTenant,
  startTestOperator,
  uniqueName,
  waitForInstance,
  waitForTenant,
  type TestOperator,
} from "./testing/operator.ts";
import { startTestWorkloads, type TestWorkloads } from "./testing/workloads.ts";

let cluster: TestCluster;
let workloads: TestWorkloads;
let operator: TestOperator;

beforeAll(async () => {
  cluster = await startTestCluster();
  workloads = startTestWorkloads(cluster.client);
  operator = await startTestOperator(cluster);
  await applyModule(cluster.client, "shop");
});
afterAll(async () => {
  await operator.stop();
  await workloads.stop();
  await cluster.stop();
});

describe("a tenant and its first module", () => {
  it("become a live site", async () => {
    const tenant = uniqueName("alpha");
    await applyTenant(cluster.client, tenant);
    await waitForTenant(cluster.client, tenant);
    await applyInstance(cluster.client, tenant, "shop", { module: "shop" });
    const instance = await waitForInstance(cluster.client, tenant, "shop");
    expect(instance.status).toMatchObject({ url: `https://shop--${tenant}.sites.test/`, version: "0.1.0" });
  });
});

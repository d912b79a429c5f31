import { labels, managedByValue, tenantNamespace } from "@tochka-rosta/crds";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { resources } from "./resources.ts";
import {
  applyInstance,
  applyModule,
  applyTenant,
  uniqueName,
  waitForInstance,
  waitForTenant,
} from "./testing/operator.ts";
import { liveShop, readClaim, readyTenant } from "./testing/shop.ts";
import { startTestPlatform, type TestPlatform } from "./testing/platform.ts";

let platform: TestPlatform;
const client = () => platform.cluster.client;

beforeAll(async () => {
  platform = await startTestPlatform();
});
afterAll(() => platform.stop());

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
    const tenant = await readyTenant(client());
    await applyInstance(client(), tenant, "shop", { module: "shop" });
    await waitForInstance(client(), tenant, "shop", ["WorkloadAvailable", "WorkloadStarting"]);
    const own = { [labels.instance]: "shop", [labels.managedBy]: managedByValue };
    const metadata = { name: "shop-1", namespace: tenantNamespace(tenant), labels: own };
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

  it("nothing, while the API server only has yet to hear of the operator's rights in a new namespace", async () => {
    const { hooks } = platform.cluster.server;
    const countErrors = async () =>
      /controller_runtime_reconcile_errors_total\{controller="tenant"\} (\d+)/.exec(
        await platform.operator.metricsText(),
      )?.[1];
    const before = await countErrors();
    const tenant = uniqueName("alpha");
    let refusals = 0;
    hooks.fault = ({ method, path }) =>
      method === "PATCH" && path.endsWith(`tenant-${tenant}/networkpolicies/tenant`) && refusals++ < 2
        ? { status: 403 }
        : undefined;
    await applyTenant(client(), tenant);
    await waitForTenant(client(), tenant);
    delete hooks.fault;
    expect(refusals).toBe(3);
    expect(await countErrors()).toBe(before);
  });

  it("what the API server refuses, until it does not", async () => {
    const { hooks } = platform.cluster.server;
    const tenant = await readyTenant(client());
    hooks.fault = ({ method, path }) =>
      method === "PATCH" && path.endsWith(`${tenant}/deployments/shop`) ? { status: 403 } : undefined;
    await applyInstance(client(), tenant, "shop", { module: "shop" });
    const stalled = await waitForInstance(client(), tenant, "shop", ["Stalled", "ApiRefused"]);
    expect(stalled.status?.conditions).toContainEqual(
      expect.objectContaining({ type: "DatabaseReady", status: "True" }),
    );
    expect(stalled.status?.conditions).toContainEqual(expect.objectContaining({ type: "Ready", reason: "ApiRefused" }));
    delete hooks.fault;
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
    expect((await readClaim(client(), tenant))?.status?.site ?? "Starting").toBe("Starting");
    platform.operator.silentHosts.delete(host);
    await waitForInstance(client(), tenant, "shop");
    expect((await readClaim(client(), tenant))?.status?.site).toBe("Live");
  });
});

it("metrics count instances by phase and databases by server", async () => {
  await liveShop(client());
  const text = await platform.operator.metricsText();
  expect(text).toMatch(/tochka_module_instances\{module="shop",phase="live"\} [1-9]/);
  expect(text).toMatch(/tochka_databases\{server="main"\} [1-9]/);
  expect(text).toMatch(/tochka_database_server_up\{server="main"\} 1/);
  expect(text).toMatch(/tochka_provision_duration_seconds_count\{step="live"\} [1-9]/);
});

import { findCondition } from "@tochka-rosta/controller-runtime";
import { tenantNamespace } from "@tochka-rosta/crds";
import { waitFor } from "@tochka-rosta/testing";
import { afterEach, beforeEach, expect, it } from "vitest";
import { resources } from "./resources.ts";
import { applyModule } from "./testing/operator.ts";
import { startTestPlatform, type TestPlatform } from "./testing/platform.ts";
import { liveShop } from "./testing/shop.ts";

const siteCount = 6;
const limit = 2;
let platform: TestPlatform;
let namespaces: string[];
const client = () => platform.cluster.client;

beforeEach(async () => {
  platform = await startTestPlatform({ settings: { rolloutLimit: { percent: 1, minimum: limit } } });
  const shops = await Promise.all(Array.from({ length: siteCount }, () => liveShop(client())));
  namespaces = shops.map(({ tenant }) => tenantNamespace(tenant));
});
afterEach(() => platform.stop());

it("so many sites replace their pods at once, the next when one is done, and the others say that they wait", async () => {
  const { workloads } = platform;
  let most = 0;
  workloads.deployments.onEvent(() => (most = Math.max(most, listReplacing().length)));
  workloads.holdReplacements();
  await applyModule(client(), "shop", { livenessPath: "/health/live" });
  await waitForQueue(siteCount - limit);
  const first = listReplacing();
  expect(first).toHaveLength(limit);
  workloads.releaseReplacements(first.slice(0, 1));
  await waitForQueue(siteCount - limit - 1);
  workloads.releaseReplacements();
  await waitFor("all of them to be rolled over", async () => (countUpdated() === siteCount ? true : undefined));
  await waitForQueue(0);
  expect(most).toBeLessThanOrEqual(limit);
});

it("a change whose new pods do not come up stops after the first few, and the one that corrects it goes through", async () => {
  const { workloads } = platform;
  workloads.holdReplacements("ProgressDeadlineExceeded");
  await applyModule(client(), "shop", { livenessPath: "/broken" });
  await waitForQueue(siteCount - limit);
  expect(countUpdated()).toBe(limit);
  await applyModule(client(), "shop", { livenessPath: "/health/live" });
  await waitFor("the broken to be corrected", async () => (countUpdated("/health/live") === limit ? true : undefined));
  workloads.releaseReplacements();
  await waitFor("all to be rolled over", async () => (countUpdated("/health/live") === siteCount ? true : undefined));
});

it("an activation waits for nobody, and a restarted operator keeps to the limit", async () => {
  const { workloads } = platform;
  workloads.holdReplacements();
  await applyModule(client(), "shop", { livenessPath: "/health/live" });
  await waitForQueue(siteCount - limit);
  await liveShop(client());
  await platform.restartOperator();
  await waitForQueue(siteCount - limit);
  expect(listReplacing()).toHaveLength(limit);
  workloads.releaseReplacements();
  await waitFor("all of them to be rolled over", async () => (countUpdated() === siteCount ? true : undefined));
});

function listReplacing(): string[] {
  return ours()
    .filter(({ status, metadata }) => status?.replicas === 2 || status?.observedGeneration !== metadata.generation)
    .map(({ metadata }) => metadata.namespace ?? "");
}

/** Deployments whose pods are asked whether they live at a path, or at any. */
function countUpdated(path = ""): number {
  const probe = new RegExp(`"livenessProbe":[{][^}]*"path":"${path}`);
  return ours().filter(({ spec }) => probe.test(JSON.stringify(spec))).length;
}

function ours() {
  return platform.workloads.deployments.list().filter(({ metadata }) => namespaces.includes(metadata.namespace ?? ""));
}

async function isQueued(namespace: string): Promise<boolean> {
  const instance = await client().get(resources.moduleInstance, { namespace, name: "shop" });
  return findCondition(instance?.status?.conditions, "Progressing")?.reason === "RolloutQueued";
}

/** Sites whose condition says that their new pods wait, and the metric that says the same. */
async function waitForQueue(count: number): Promise<void> {
  const metric = `tochka_module_rollouts{state="waiting"} ${count}\n`;
  await waitFor(`${count} sites to wait`, async () => {
    const queued = await Promise.all(namespaces.map(isQueued));
    const isCounted = (await platform.operator.metricsText()).includes(metric);
    return isCounted && queued.filter(Boolean).length === count ? true : undefined;
  });
}

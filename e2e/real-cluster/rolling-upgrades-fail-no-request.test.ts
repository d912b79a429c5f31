import { afterAll, beforeAll, expect, test } from "vitest";
import { waitFor } from "../harness/http.ts";
import { openShop } from "../harness/owner.ts";
import { upgradeChart } from "./harness/install-chart.ts";
import { nextTag, systemNamespace } from "./harness/names.ts";
import { clusterPlatform } from "./harness/platform-on-cluster.ts";
import { componentLabels, listPods, moduleLabels } from "./harness/pods.ts";
import { startTrickle } from "./harness/trickle.ts";

const platform = clusterPlatform();
let shop: Awaited<ReturnType<typeof openShop>>;

beforeAll(async () => {
  shop = await openShop(platform);
});
afterAll(() => upgradeChart(platform.addresses));

test("the core is rolled over to another version while it is asked all the time: no request fails", async () => {
  const visitors = [
    startTrickle(`${platform.dashboardUrl}/api/billing/tariffs`),
    startTrickle(`${platform.dashboardUrl}/`),
  ];
  await upgradeChart(platform.addresses, [`core.image.tag=${nextTag}`]);
  await waitFor("every core to be of the new version", () => isOnNextTag(systemNamespace, componentLabels("core")));
  // The old pods have only just been told to end.
  const seen = visitors.map(({ succeeded }) => succeeded);
  await waitFor("more requests", async () => visitors.every(({ succeeded }, at) => succeeded > (seen[at] ?? 0) + 100));
  await expectNoFailure(visitors);
});

test("a module is rolled over to another version while buyers look at it: no request fails", async () => {
  const namespace = `tenant-${shop.person.subdomain}`;
  const visitors = [startTrickle(shop.instance.url), startTrickle(`${shop.instance.url}/api/products`)];
  await upgradeChart(platform.addresses, [`catalogue.modules.shop.spec.version=${nextTag}`]);
  await waitFor("the shop to be of the new version", () => isOnNextTag(namespace, moduleLabels("shop")), {
    timeoutSeconds: 120,
  });
  const seen = visitors.map(({ succeeded }) => succeeded);
  await waitFor("more requests", async () => visitors.every(({ succeeded }, at) => succeeded > (seen[at] ?? 0) + 100));
  await expectNoFailure(visitors);
});

async function isOnNextTag(namespace: string, labels: string): Promise<boolean> {
  const pods = await listPods(platform, namespace, labels);
  return pods.length > 0 && pods.every(({ spec }) => spec.containers[0]?.image.endsWith(`:${nextTag}`));
}

async function expectNoFailure(visitors: readonly ReturnType<typeof startTrickle>[]): Promise<void> {
  for (const { total, failures } of await Promise.all(visitors.map((trickle) => trickle.stop()))) {
    expect(failures).toEqual([]);
    expect(total).toBeGreaterThan(100);
  }
}

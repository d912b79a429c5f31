import { afterAll, beforeAll, expect, test } from "vitest";
import { waitFor } from "../harness/http.ts";
import { openShop } from "../harness/owner.ts";
import { rollbackChart, tryAtomicUpgrade, upgradeChart } from "./harness/install-chart.ts";
import { currentTag, nextTag, systemNamespace } from "./harness/names.ts";
import { clusterPlatform } from "./harness/platform-on-cluster.ts";
import { areOnTag, componentLabels, moduleLabels } from "./harness/pods.ts";
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
  await Promise.all(visitors.map((trickle) => trickle.answer(1)));
  await upgradeChart(platform.addresses, [`core.image.tag=${nextTag}`]);
  await waitFor("every core to be of the new version", () => isOnNextTag(systemNamespace, componentLabels("core")));
  // The old pods have only just been told to end.
  await Promise.all(visitors.map((trickle) => trickle.answer(100)));
  await expectNoFailure(visitors);
});

test("a module is rolled over to another version while buyers look at it: no request fails", async () => {
  const namespace = `tenant-${shop.person.subdomain}`;
  const visitors = [startTrickle(shop.instance.url), startTrickle(`${shop.instance.url}/api/products`)];
  await Promise.all(visitors.map((trickle) => trickle.answer(1)));
  await upgradeChart(platform.addresses, [`catalogue.modules.shop.spec.version=${nextTag}`]);
  await waitFor("the shop to be of the new version", () => isOnNextTag(namespace, moduleLabels("shop")), {
    timeoutSeconds: 120,
  });
  await Promise.all(visitors.map((trickle) => trickle.answer(100)));
  await expectNoFailure(visitors);
});

test("an upgrade that cannot start is taken back by helm itself, a good one by a rollback: no request fails", async () => {
  const visitors = [startTrickle(`${platform.dashboardUrl}/api/billing/tariffs`), startTrickle(shop.instance.url)];
  await Promise.all(visitors.map((trickle) => trickle.answer(1)));
  const { isUp, output } = await tryAtomicUpgrade(platform.addresses, ["core.image.tag=no-such-tag"], 30);
  expect(isUp, output).toBe(false);
  await waitFor("every core to be of a version that is there", () =>
    areOnTag(platform, systemNamespace, componentLabels("core"), currentTag),
  );
  await upgradeChart(platform.addresses, [`core.image.tag=${nextTag}`]);
  await rollbackChart(platform.addresses);
  await waitFor("every core to be of the version before", () =>
    areOnTag(platform, systemNamespace, componentLabels("core"), currentTag),
  );
  await Promise.all(visitors.map((trickle) => trickle.answer(100)));
  await expectNoFailure(visitors);
});

const isOnNextTag = (namespace: string, labels: string) => areOnTag(platform, namespace, labels, nextTag);

async function expectNoFailure(visitors: readonly ReturnType<typeof startTrickle>[]): Promise<void> {
  const counts = await Promise.all(visitors.map((trickle) => trickle.stop()));
  expect(counts.flatMap(({ failures }) => failures)).toEqual([]);
}

import { beforeAll, expect, test } from "vitest";
import { waitFor, waitForStatus } from "../../harness/http.ts";
import { activate, openShop, registerOwner, waitForInstance, waitUntilLive } from "../../harness/owner.ts";
import { addProduct, enterAdmin, listProducts } from "../../harness/shop.ts";
import { upgradeChart } from "../harness/install-chart.ts";
import { release, systemNamespace } from "../harness/names.ts";
import { clusterPlatform } from "../harness/platform-on-cluster.ts";
import { listPods, moduleLabels } from "../harness/pods.ts";
import { switchOffOthers } from "../harness/switch-off.ts";
import { startTrickle } from "../harness/trickle.ts";

// One life of an installation: each test goes on where the one before left it. What an upgrade from an earlier release brings is
// proved by that release's own programs, in e2e/long/upgrade.
const platform = clusterPlatform();
const inNamespace = ["--namespace", systemNamespace];

let shop: Awaited<ReturnType<typeof openShop>>;
let namespace: string;

beforeAll(async () => {
  shop = await openShop(platform);
  namespace = `tenant-${shop.person.subdomain}`;
  await addProduct(await enterAdmin(shop.api, shop.instance), "Ваза", "100", 3);
  await switchOffOthers(platform, shop.person.subdomain);
});

test("an upgrade that changes no module: a buyer of a shop notices nothing, and the shop is not even restarted", async () => {
  const [podBefore] = await listPods(platform, namespace, moduleLabels("shop"));
  const buyers = startTrickle(shop.instance.url);
  await buyers.answer(1);
  await upgradeChart(platform.addresses, ["core.logLevel=debug", "operator.logLevel=debug", "doorman.logLevel=debug"]);
  await buyers.answer(1);
  expect((await buyers.stop()).failures).toEqual([]);
  const [podAfter] = await listPods(platform, namespace, moduleLabels("shop"));
  expect(podAfter?.metadata.name).toBe(podBefore?.metadata.name);
});

test("uninstalling takes the platform away and leaves tenants, their namespaces, passwords and data", async () => {
  const kept = "tenants,moduleinstances,hostclaims,namespaces";
  const before = await listNames(kept);
  const secrets = await listNames("secrets,persistentvolumeclaims", inNamespace);
  const [podBefore] = await listPods(platform, namespace, moduleLabels("shop"));

  await platform.helm("uninstall", release, ...inNamespace, "--wait", "--timeout", "5m");

  expect(await platform.kubectl("get", "deployments,statefulsets", ...inNamespace)).toContain("No resources found");
  expect(await listNames(kept)).toEqual(before);
  const left = await listNames("secrets,persistentvolumeclaims", inNamespace);
  for (const name of ["secret/core-secrets", "secret/platform-passwords"]) expect(left).toContain(name);
  const claims = secrets.filter((name) => name.startsWith("persistentvolumeclaim/"));
  expect(claims.length).toBeGreaterThan(1);
  expect(left).toEqual(expect.arrayContaining(claims));
  // What owners rent goes on running: its pod is the same.
  const [podAfter] = await listPods(platform, namespace, moduleLabels("shop"));
  expect(podAfter?.metadata.name).toBe(podBefore?.metadata.name);
});

test("the chart, installed where all that was left, has every tenant and every product again", async () => {
  await upgradeChart(platform.addresses);
  await waitForStatus(shop.instance.url, 200, 120);
  await waitFor("the shop's products", async () => (await listProducts(shop.instance.url)).length === 1);
  expect(await listProducts(shop.instance.url)).toMatchObject([{ name: "Ваза", stock_quantity: 3 }]);
  await waitForInstance(shop.api, shop.instance.id, "live", 120);
  const { api } = await registerOwner(platform);
  const { id } = await activate(api);
  await waitForStatus((await waitUntilLive(api, id)).url, 200);
});

async function listNames(kinds: string, where: readonly string[] = ["--all-namespaces"]): Promise<readonly string[]> {
  return (await platform.kubectl("get", kinds, ...where, "-o", "name")).split("\n").sort();
}

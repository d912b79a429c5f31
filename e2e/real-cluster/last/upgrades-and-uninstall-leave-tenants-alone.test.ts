import { beforeAll, expect, test } from "vitest";
import { waitFor } from "../../harness/http.ts";
import { activate, openShop, registerOwner, waitUntilLive } from "../../harness/owner.ts";
import { addProduct, enterAdmin, listProducts, orderProduct, type Product } from "../../harness/shop.ts";
import { earlierChart, upgradeChart } from "../harness/install-chart.ts";
import { release, systemNamespace } from "../harness/names.ts";
import { clusterPlatform } from "../harness/platform-on-cluster.ts";
import { startTrickle } from "../harness/trickle.ts";

// One life of a release, in order: earlier chart, this chart, back, away and here again. One owner's shop has to survive it all.
const platform = clusterPlatform();
const inNamespace = ["--namespace", systemNamespace];
let shop: Awaited<ReturnType<typeof openShop>>;
let product: Product;

beforeAll(async () => {
  shop = await openShop(platform);
  product = await addProduct(await enterAdmin(shop.api, shop.instance), "Варенье", "350", 100);
});

test("uninstall leaves definitions, tenants, their namespaces, Secrets and volumes alone, and sites go on", async () => {
  const before = await listWhatIsToStay();
  expect(before).toContain(`tenant.tochkarosta.online/${shop.person.subdomain}`);
  await platform.helm("uninstall", release, ...inNamespace, "--wait", "--timeout", "5m");
  expect(await listWhatIsToStay()).toEqual(before);
  expect(await platform.kubectl("get", "deployments", ...inNamespace, "--output", "name")).toBe("");
});

test("the earlier chart takes the tenants over, with all their data", async () => {
  await upgradeChart(platform.addresses, [], earlierChart);
  await expectShopSells();
});

test("an upgrade from the earlier chart brings new definitions, and buyers notice nothing", async () => {
  expect(await showColumns()).not.toContain("SERVER");
  const buyer = startTrickle(`${shop.instance.url}/api/products`);
  await upgradeChart(platform.addresses);
  const { failures, total } = await buyer.stop();
  expect(failures).toEqual([]);
  expect(total).toBeGreaterThan(50);
  expect(await showColumns()).toContain("SERVER");
  await platform.kubectl("wait", "--for=condition=Ready", `tenant/${shop.person.subdomain}`, "--timeout=60s");
  await platform.helm("test", release, ...inNamespace, "--timeout", "5m");
});

test("a rollback brings the earlier release back, which goes on with tenants of the newer one", async () => {
  const { api } = await registerOwner(platform);
  const { id } = await activate(api);
  const newcomer = await waitUntilLive(api, id, 120);
  const buyer = startTrickle(`${newcomer.url}/api/products`);
  await platform.helm("rollback", release, ...inNamespace, "--wait", "--timeout", "10m");
  const { failures } = await buyer.stop();
  expect(failures).toEqual([]);
  expect(await platform.helm("list", ...inNamespace)).toContain("tochka-rosta-0.1.0");
  await expectShopSells();
  const later = await openShop(platform);
  expect(later.instance.ready).toBe(true);
});

test("the last word is this chart's", async () => {
  await upgradeChart(platform.addresses);
  await expectShopSells();
});

/** Its goods are those from before, and one more order goes through. */
async function expectShopSells(): Promise<void> {
  const goods = await waitFor(
    "the shop to show its goods",
    () => listProducts(shop.instance.url).catch(() => undefined),
    { timeoutSeconds: 120 },
  );
  expect(goods.map(({ name }) => name)).toContain(product.name);
  expect((await orderProduct(shop.instance.url, product)).status).toBe(201);
}

async function listWhatIsToStay(): Promise<readonly string[]> {
  const names = async (...words: string[]) => (await platform.kubectl("get", ...words, "--output", "name")).split("\n");
  const [objects, namespaced, secrets, volumes] = await Promise.all([
    names("customresourcedefinitions,tenants,modules,hostclaims,namespaces"),
    names("moduleinstances,deployments,ingresses", "--namespace", `tenant-${shop.person.subdomain}`),
    // Helm's own record of the release goes with it.
    names("secrets", ...inNamespace, "--field-selector", "type=Opaque"),
    names("persistentvolumeclaims", ...inNamespace),
  ]);
  return [...objects, ...namespaced, ...secrets, ...volumes].sort();
}

async function showColumns(): Promise<string> {
  const table = await platform.kubectl("get", "moduleinstances", "--all-namespaces", "--output", "wide");
  return table.split("\n")[0] ?? "";
}

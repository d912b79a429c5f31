import { expect, test } from "vitest";
import { Cluster, conditionOf, paths } from "../harness/cluster.ts";
import { waitFor, waitForStatus } from "../harness/http.ts";
import { openShop, waitUntilLive } from "../harness/owner.ts";
import { addProduct, enterAdmin, listProducts, orderProduct } from "../harness/shop.ts";
import type { TestPlatform } from "../harness/test-platform.ts";

/** What somebody deletes from the cluster under a site comes back as it was; nothing empty is ever called live. */
export function walkLostSite(platform: TestPlatform): void {
  test("a site whose object was deleted comes back with its goods, its address and its owner's way in", async () => {
    const { cluster, api, instance, product, tenant } = await openSellingShop(platform);
    const path = paths.moduleInstance(tenant, "shop");
    const first = await cluster.get(path);
    await cluster.delete(path);
    const again = await waitFor("the object made again to be ready", async () => {
      const found = await cluster.get(path);
      return found?.metadata.uid !== first?.metadata.uid && conditionOf(found, "Ready")?.status === "True" && found;
    });
    expect(again.spec?.["id"]).toBe(first?.metadata.uid);
    const live = await waitUntilLive(api, instance.id);
    expect(live.url).toBe(instance.url);
    await waitForStatus(live.url, 200);
    expect(await listProducts(live.url)).toMatchObject(sold);
    expect((await orderProduct(live.url, product)).status).toBe(201);
    await addProduct(await enterAdmin(api, live), "Чаша", "700", 1);
    await cluster.close();
  });

  test("a tenant whose object was deleted comes back with all its sites and their goods", async () => {
    const { cluster, api, instance, tenant } = await openSellingShop(platform);
    const first = await cluster.get(paths.tenant(tenant));
    await cluster.delete(paths.tenant(tenant));
    await waitFor("the tenant made again", async () => {
      const found = await cluster.get(paths.tenant(tenant));
      return found !== undefined && found.metadata.uid !== first?.metadata.uid;
    });
    await waitFor("its site to be ready", async () => {
      const found = await cluster.get(paths.moduleInstance(tenant, "shop"));
      return conditionOf(found, "Ready")?.status === "True";
    });
    const live = await waitUntilLive(api, instance.id);
    await waitForStatus(live.url, 200);
    expect(await listProducts(live.url)).toMatchObject(sold);
    await cluster.close();
  });

  test("a site whose Secret was deleted and whose pod begins again has a new Secret and serves", async () => {
    const { cluster, instance, tenant } = await openSellingShop(platform);
    const namespace = `tenant-${tenant}`;
    const secret = paths.secret(namespace, "shop-database");
    const lost = await cluster.get(secret);
    const pods = await cluster.list(paths.pods(namespace));
    await cluster.delete(secret);
    for (const { metadata } of pods) await cluster.delete(`${paths.pods(namespace)}/${metadata.name}`);
    const found = await waitFor("a new Secret", async () => {
      const secretNow = await cluster.get(secret);
      return secretNow !== undefined && secretNow.metadata.uid !== lost?.metadata.uid && secretNow;
    });
    expect(found.data?.["password"]).not.toBe(lost?.data?.["password"]);
    await waitFor("a new pod", async () => {
      const now = await cluster.list(paths.pods(namespace));
      return now.length > 0 && now.every(({ metadata }) => !pods.some((pod) => pod.metadata.uid === metadata.uid));
    });
    await waitForStatus(instance.url, 200);
    expect(await listProducts(instance.url)).toMatchObject(sold);
    await cluster.close();
  });
}

/** A shop with goods of which two were sold. */
async function openSellingShop(platform: TestPlatform) {
  const cluster = await Cluster.connect(platform.kubeconfigPath);
  const { api, person, instance } = await openShop(platform);
  const product = await addProduct(await enterAdmin(api, instance), "Ваза «Волна»", "1 234,50", 5);
  expect(await orderProduct(instance.url, product, 2)).toMatchObject({ status: 201 });
  return { cluster, api, instance, product, tenant: person.subdomain };
}

const sold = [{ name: "Ваза «Волна»", stock_quantity: 3 }];

import { expect, test } from "vitest";
import { Cluster, paths } from "../harness/cluster.ts";
import { fetchSite, waitFor, waitForStatus } from "../harness/http.ts";
import { activate, expectStatus, openShop, waitForInstance, waitUntilLive } from "../harness/owner.ts";
import { addProduct, enterAdmin, listProducts, orderProduct } from "../harness/shop.ts";
import type { TestPlatform } from "../harness/test-platform.ts";
import { Visitor } from "../harness/visitor.ts";

/** A shop that is switched off is off, loses nothing and comes back as it was. */
export function walkDeactivation(platform: TestPlatform): void {
  test("a shop that is switched off keeps its object, host, products and orders, and has them when it is switched on", async () => {
    const cluster = await Cluster.connect(platform.kubeconfigPath);
    const { api, person, instance } = await openShop(platform);
    const product = await addProduct(await enterAdmin(api, instance), "Ваза «Волна»", "1 234,50", 5);
    const order = await orderProduct(instance.url, product, 2);
    expect(order).toMatchObject({ status: 201, body: { total_kopecks: 246_900 } });
    const before = await cluster.get(paths.moduleInstance(person.subdomain, "shop"));

    await expectStatus(api.post(`/api/modules/instances/${instance.id}/deactivate`), 202);
    await waitForInstance(api, instance.id, "inactive");
    const off = await waitFor("the doorman to say that the shop is off", async () => {
      const response = await fetchSite(instance.url, { headers: { accept: "text/html", "accept-language": "ru" } });
      const text = await response.text();
      return /отключ|выключ/i.test(text) && { status: response.status, text };
    });
    expect(off.status).toBe(503); // A pause: search engines wait.
    expect(off.text).not.toContain("Ваза");
    const pods = async () => (await cluster.list(paths.pods(`tenant-${person.subdomain}`))).length;
    await waitFor("its process to end", async () => (await pods()) === 0);

    const again = await activate(api);
    expect(again.id).toBe(instance.id);
    expect((await waitUntilLive(api, instance.id)).url).toBe(instance.url);
    await waitForStatus(instance.url, 200);
    expect((await cluster.get(paths.moduleInstance(person.subdomain, "shop")))?.metadata.uid).toBe(
      before?.metadata.uid,
    );
    expect(await listProducts(instance.url)).toMatchObject([{ name: "Ваза «Волна»", stock_quantity: 3 }]);
    const orderPage = await new Visitor(instance.url).open(`/orders/${String(order.body["token"])}`);
    expect(orderPage.status).toBe(200);
    await cluster.close();
  });

  test("an owner without a switched-on shop cannot enter its admin", async () => {
    const { api, instance } = await openShop(platform);
    await expectStatus(api.post(`/api/modules/instances/${instance.id}/deactivate`), 202);
    await waitForInstance(api, instance.id, "inactive");
    const refusal = await api.post<{ code: string }>(`/api/modules/instances/${instance.id}/handover`);
    expect(refusal).toMatchObject({ status: 409, body: { code: "INSTANCE_INACTIVE" } });
  });
}

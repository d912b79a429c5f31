import { describe, expect, test } from "vitest";
import { waitFor, waitForStatus } from "../harness/http.ts";
import { activate, openShop, registerOwner, waitForInstance, waitUntilLive } from "../harness/owner.ts";
import { addProduct, enterAdmin, listProducts } from "../harness/shop.ts";
import { systemNamespace } from "./harness/names.ts";
import { clusterPlatform } from "./harness/platform-on-cluster.ts";

const platform = clusterPlatform();

describe.skipIf(!platform.isOwn)("a node whose power fails (needs a cluster of our own)", () => {
  test("after it comes back every site answers with what it sold before, and owners go on", async () => {
    const shops = await Promise.all([openShop(platform), openShop(platform)]);
    for (const { api, instance } of shops) await addProduct(await enterAdmin(api, instance), "Ваза", "100", 3);

    const { faults } = await platform.own();
    await faults.restartNode();
    await waitFor("the node to be Ready again", isNodeReady, { timeoutSeconds: 120, everyMilliseconds: 500 });

    for (const { instance } of shops) {
      await waitForStatus(instance.url, 200, 180);
      expect(await listProducts(instance.url)).toMatchObject([{ name: "Ваза", stock_quantity: 3 }]);
    }
    // The platform itself comes back, too: who was signed in still is, and a newcomer gets a shop.
    for (const { api, instance } of shops) await waitForInstance(api, instance.id, "live", 120);
    const newcomer = await registerOwner(platform);
    const { id } = await activate(newcomer.api);
    const { url } = await waitUntilLive(newcomer.api, id, 120);
    await waitForStatus(url, 200);
    await platform.kubectl("rollout", "status", "deployment/core", "--namespace", systemNamespace);
  });
});

async function isNodeReady(): Promise<boolean> {
  const ready = '{.items[0].status.conditions[?(@.type=="Ready")].status}';
  const { exitCode, output } = await platform.tryKubectl(["get", "nodes", "-o", `jsonpath=${ready}`]);
  return exitCode === 0 && output.trim() === "True";
}

import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Cluster, paths } from "../../harness/cluster.ts";
import { waitFor } from "../../harness/http.ts";
import { openShop } from "../../harness/owner.ts";
import { makeDataDirectory, startPlatformProcess, type PlatformProcess } from "../../harness/platform.ts";
import { addProduct, enterAdmin, orderProduct, type Product } from "../../harness/shop.ts";
import { connectPlatform } from "../../harness/test-platform.ts";
import type { Visitor } from "../../harness/visitor.ts";

const core = `${paths.deployments("tochka-rosta-system")}/core`;
let data: Awaited<ReturnType<typeof makeDataDirectory>>;
let running: PlatformProcess;
let cluster: Cluster;

beforeAll(async () => {
  data = await makeDataDirectory();
  running = await startPlatformProcess(data.path);
  cluster = await Cluster.connect(running.addresses.kubeconfigPath);
});
afterAll(async () => {
  await cluster.close();
  await running.stop();
  await data.remove();
});

const scaleCore = (replicas: number) => cluster.patch(core, { spec: { replicas } });
const minutes = (count: number) => sleep(count * 60_000);
const goods = (name: string) => ({ name, price: "10", stock_quantity: "5", description: "" });

/** Adds a product; the status is the shop's. */
const add = async (owner: Visitor, name: string): Promise<number> =>
  (await owner.sendJson("/api/products", goods(name))).status;

const timeout = 20 * 60_000;

test(
  "with core stopped for fifteen minutes buyers buy, the owner reads, and changes wait for its return",
  { timeout },
  async () => {
    const platform = connectPlatform(running.addresses);
    const { api, instance } = await openShop(platform);
    const owner = await enterAdmin(api, instance);
    const vase: Product = await addProduct(owner, "Ваза", "100", 50);
    await scaleCore(0);
    await waitFor("core to be gone", async () => ((await api.get("/health")).status >= 500 ? true : undefined));

    // A buyer each: one may have five unconfirmed orders.
    const order = (minute: number) => orderProduct(instance.url, vase, 1, `+7999111${1000 + minute}`);
    for (let minute = 0; minute < 9; minute++) {
      await minutes(1);
      expect((await order(minute)).status, `order in minute ${minute}`).toBe(201);
    }
    expect(await add(owner, "До десятой минуты")).toBe(201);
    for (let minute = 9; minute < 15; minute++) {
      await minutes(1);
      expect((await order(minute)).status, `order in minute ${minute}`).toBe(201);
    }
    expect((await owner.open("/admin/orders")).status).toBe(200);
    expect(await add(owner, "После десятой минуты")).toBe(503);
    const page = await owner.submit("/admin/settings", { site_name: "Новое имя" });
    expect(page.status).toBe(503);
    expect(page.text).toContain('name="site_name" value="Новое имя"');

    await scaleCore(1);
    await waitFor("the owner's changes to be taken again", async () => (await add(owner, "Снова")) === 201, {
      timeoutSeconds: 120,
      everyMilliseconds: 2000,
    });
  },
);

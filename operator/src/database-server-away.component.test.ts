import type { ModuleInstance } from "@tochka-rosta/crds";
import { findCondition } from "@tochka-rosta/controller-runtime";
import { waitFor } from "@tochka-rosta/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { resources } from "./resources.ts";
import { testServerSettings } from "./testing/database-server.ts";
import { applyInstance, waitForInstance, waitForSwitchedOff } from "./testing/operator.ts";
import { startTestPlatform, type TestPlatform } from "./testing/platform.ts";
import { startTestProxy, type TestProxy } from "./testing/proxy.ts";
import { liveShop } from "./testing/shop.ts";
import { operatorWrites, startRecording } from "./testing/writes.ts";

let platform: TestPlatform;
let proxy: TestProxy;
const client = () => platform.cluster.client;

beforeAll(async () => {
  proxy = await startTestProxy(testServerSettings());
  platform = await startTestPlatform({ server: { host: "127.0.0.1", port: proxy.port } });
});
afterAll(async () => {
  await platform.stop();
  await proxy.stop();
});

const read = ({ metadata }: ModuleInstance) => client().get(resources.moduleInstance, metadata);
const reasonOf = async (instance: ModuleInstance) =>
  findCondition((await read(instance))?.status?.conditions, "DatabaseReady")?.reason;
const writesToSites = () =>
  operatorWrites(platform.cluster).filter((write) => !write.startsWith("POST events") && !write.includes(" events"));

it("tells within a minute, by one write for each of its calm sites and no other, and so when it is back", async () => {
  const live = [await liveShop(client()), await liveShop(client()), await liveShop(client())];
  const off = await liveShop(client());
  await applyInstance(client(), off.tenant, "shop", { module: "shop", active: false });
  await waitForSwitchedOff(client(), off.tenant, "shop");
  const sites = [...live, off].map(({ instance }) => instance);
  const untilAll = (reason: string) =>
    waitFor(
      `every site to say ${reason}`,
      async () => {
        const reasons = await Promise.all(sites.map(reasonOf));
        return reasons.every((found) => found === reason) ? true : undefined;
      },
      { timeoutSeconds: 60 },
    );
  const expected = sites.map(() => "PATCH moduleinstances shop status");
  await waitFor("the first probe", async () =>
    /tochka_database_server_up\{server="main"\} 1/.test(await platform.operator.metricsText()) ? true : undefined,
  );

  startRecording(platform.cluster);
  proxy.cut();
  await untilAll("DatabaseUnavailable");
  expect(writesToSites()).toEqual(expected);
  expect(await platform.operator.metricsText()).toMatch(/tochka_database_server_up\{server="main"\} 0/);
  const ready = findCondition((await read(live[0]?.instance ?? off.instance))?.status?.conditions, "Ready");
  expect(ready).toMatchObject({ status: "False", reason: "DatabaseUnavailable" });

  startRecording(platform.cluster);
  proxy.restore();
  await untilAll("DatabaseProvisioned");
  await Promise.all(live.map(({ tenant }) => waitForInstance(client(), tenant, "shop")));
  expect(writesToSites()).toEqual(expected);
}, 120_000);

import type { ModuleInstance } from "@tochka-rosta/crds";
import { waitFor } from "@tochka-rosta/testing";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { resources } from "./resources.ts";
import { startTestPlatform, type TestPlatform } from "./testing/platform.ts";
import { liveShop } from "./testing/shop.ts";
import { operatorWrites, startRecording } from "./testing/writes.ts";

/** How sites answer the operator: `never` until it gives up. */
let answer: "yes" | "no" | "never" = "yes";
let requested: string[] = [];
let platform: TestPlatform;
const client = () => platform.cluster.client;

beforeAll(async () => {
  platform = await startTestPlatform({
    probeSite: async (host, _path, signal) => {
      requested.push(host);
      if (answer === "never") await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
      return answer === "yes";
    },
  });
});
afterAll(() => platform.stop());
beforeEach(async () => {
  answer = "yes";
  await platform.restartOperator();
});

const read = ({ metadata }: ModuleInstance) => client().get(resources.moduleInstance, metadata);
const untilRequested = (instance: ModuleInstance) =>
  waitFor("a question", () => Promise.resolve(requested.find((host) => host === instance.status?.host)));
/** Every look that had begun has come to its end. */
const untilIdle = () =>
  waitFor("the controller to be idle", async () => {
    const text = await platform.operator.metricsText();
    return /active_workers\{controller="module-instance"\} 0\n/.test(text) ? true : undefined;
  });
const statusWrites = () => operatorWrites(platform.cluster).filter((write) => write.includes("moduleinstances"));

it("an operator that ends while it asks a site says nothing of that site", async () => {
  const { instance } = await liveShop(client());
  answer = "never";
  requested = [];
  await platform.restartOperator();
  startRecording(platform.cluster);
  await untilRequested(instance);
  await platform.operator.stop();
  expect(statusWrites()).toEqual([]);
  expect((await read(instance))?.status).toEqual(instance.status);
});

it("one answer that the next operator misses takes no live site for down", async () => {
  const { instance } = await liveShop(client());
  answer = "no";
  requested = [];
  startRecording(platform.cluster);
  await platform.restartOperator();
  await untilRequested(instance);
  await untilIdle();
  expect(statusWrites()).toEqual([]);
  expect((await read(instance))?.status).toEqual(instance.status);
});

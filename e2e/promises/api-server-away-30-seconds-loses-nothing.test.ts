import { afterAll, beforeAll, expect, test } from "vitest";
import { waitForStatus, fetchSite } from "../harness/http.ts";
import { activate, openShop, registerOwner, waitForInstance, waitUntilLive } from "../harness/owner.ts";
import { makeDataDirectory, startPlatformProcess } from "../harness/platform.ts";
import type { PlatformProcess } from "../harness/platform.ts";
import { connectPlatform } from "../harness/test-platform.ts";
import type { LocalPlatform } from "../harness/test-platform.ts";

const outageSeconds = 30;
let running: PlatformProcess;
let platform: LocalPlatform;
const data = await makeDataDirectory();

beforeAll(async () => {
  running = await startPlatformProcess(data.path);
  platform = connectPlatform(running.addresses);
});
afterAll(async () => {
  await running.stop();
  await data.remove();
});

test("while the API server is unreachable for 30 seconds sites answer and changes are taken; afterwards every change comes true", async () => {
  const open = await openShop(platform);
  const closing = await openShop(platform);
  const unreachable = platform.interruptApiServer(outageSeconds);

  const late = await registerOwner(platform);
  const desired = await activate(late.api);
  const goodbye = await closing.api.post(`/api/modules/instances/${closing.instance.id}/deactivate`);
  expect(goodbye.status).toBe(202);
  expect((await fetchSite(open.instance.url)).status).toBe(200);

  await unreachable;
  const { url } = await waitUntilLive(late.api, desired.id);
  await waitForStatus(url, 200);
  await waitForInstance(closing.api, closing.instance.id, "inactive");
  await waitForStatus(open.instance.url, 200);
});

import { afterAll, expect, test } from "vitest";
import { Cluster, conditionOf, paths } from "../harness/cluster.ts";
import { waitFor, waitForStatus } from "../harness/http.ts";
import { activate, registerOwner, waitUntilLive } from "../harness/owner.ts";
import { makeDataDirectory, startPlatformProcess } from "../harness/platform.ts";
import { connectPlatform } from "../harness/test-platform.ts";

const data = await makeDataDirectory();
afterAll(() => data.remove());

// Each moment is a condition that has just come true when the platform is killed.
test.each(["NamespaceReady", "DatabaseReady", "WorkloadAvailable"])(
  "a platform killed with SIGKILL right after %s finishes the activation after its restart",
  { timeout: 240_000 },
  async (moment) => {
    const first = await startPlatformProcess(data.path);
    const { api, person } = await registerOwner(connectPlatform(first.addresses));
    const cluster = await Cluster.connect(first.addresses.kubeconfigPath);
    const { id } = await activate(api);
    await waitFor(
      moment,
      async () => {
        const tenant = await cluster.get(paths.tenant(person.subdomain));
        const instance = await cluster.get(paths.moduleInstance(person.subdomain, "shop"));
        return [tenant, instance].some((object) => conditionOf(object, moment)?.status === "True");
      },
      { everyMilliseconds: 5 },
    );
    await first.kill();
    await cluster.close();

    const second = await startPlatformProcess(data.path, Number(new URL(first.addresses.gatewayUrl).port));
    try {
      const { url } = await waitUntilLive(api, id);
      expect(await waitForStatus(url, 200)).toContain("<html");
    } finally {
      await second.stop();
    }
  },
);

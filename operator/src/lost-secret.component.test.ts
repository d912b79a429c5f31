import { labels, managedByValue, tenantNamespace } from "@tochka-rosta/crds";
import { waitFor } from "@tochka-rosta/testing";
import { afterAll, beforeAll, it } from "vitest";
import { resources, type Pod } from "./resources.ts";
import { startTestPlatform, type TestPlatform } from "./testing/platform.ts";
import { liveShop } from "./testing/shop.ts";

let platform: TestPlatform;
const client = () => platform.cluster.client;
const node = { fieldManager: "test-node" };

beforeAll(async () => {
  platform = await startTestPlatform();
});
afterAll(() => platform.stop());

/** A pod of a tenant's shop, as a Deployment would make it. */
async function makePod(tenant: string, name: string): Promise<Pod> {
  const own = { [labels.instance]: "shop", [labels.managedBy]: managedByValue };
  const metadata = { name, namespace: tenantNamespace(tenant), labels: own };
  const spec = { containers: [{ name: "module", image: "tochka-rosta/shop:0.1.0" }] };
  return client().create(resources.pod, { apiVersion: "v1", kind: "Pod", metadata, ...{ spec } }, node);
}

async function setState({ metadata }: Pod, state: object): Promise<void> {
  const status = {
    phase: "running" in state ? "Running" : "Pending",
    containerStatuses: [{ name: "module", image: "x", imageID: "", restartCount: 0, ready: "running" in state, state }],
  };
  await client().patchMerge(resources.pod, metadata, { status }, { ...node, subresource: "status" });
}

async function deleteSecret(tenant: string) {
  const reference = { namespace: tenantNamespace(tenant), name: "shop-database" };
  const lost = await client().get(resources.secret, reference);
  await client().delete(resources.secret, reference, { uid: lost?.metadata.uid ?? "" });
  return () =>
    waitFor("the Secret again", async () => {
      const found = await client().get(resources.secret, reference);
      return found !== undefined && found.metadata.uid !== lost?.metadata.uid ? found : undefined;
    });
}

it.each([
  ["waits for a volume that is not there", { waiting: { reason: "ContainerCreating" } }],
  ["names what is not there", { waiting: { reason: "CreateContainerConfigError" } }],
])("a deleted Secret of a calm site comes back as soon as a pod %s", async (_, state) => {
  const { tenant } = await liveShop(client());
  const untilBack = await deleteSecret(tenant);
  await setState(await makePod(tenant, "shop-1"), state);
  await untilBack();
});

it("comes back also when it is deleted while a pod is waiting already, which sends no event then", async () => {
  const { tenant } = await liveShop(client());
  await setState(await makePod(tenant, "shop-1"), { waiting: { reason: "ContainerCreating" } });
  for (let round = 0; round < 2; round += 1) await (await deleteSecret(tenant))();
});

it("comes back when a pod that ran without it begins again", async () => {
  const { tenant } = await liveShop(client());
  const pod = await makePod(tenant, "shop-1");
  await setState(pod, { running: { startedAt: "2026-11-23T00:00:00Z" } });
  const untilBack = await deleteSecret(tenant);
  await setState(pod, { waiting: { reason: "CreateContainerConfigError" } });
  await untilBack();
});

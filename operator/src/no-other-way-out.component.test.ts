import { tenantNamespace } from "@tochka-rosta/crds";
import { waitFor } from "@tochka-rosta/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { resources } from "./resources.ts";
import { allowsNameServers } from "./tenant/network-policy.ts";
import { startTestOperator, type TestOperator } from "./testing/operator.ts";
import { startTestPlatform, type TestPlatform } from "./testing/platform.ts";
import { liveShop, readDeployment } from "./testing/shop.ts";
import { operatorWrites, startRecording } from "./testing/writes.ts";

const namespace = "tochka-rosta-system";
const settings = {
  egressUrl: `http://egress.${namespace}.svc:8080`,
  coreJwksUrl: `http://core.${namespace}.svc:8081/.well-known/jwks.json`,
};
const person = { fieldManager: "test-person" };
let platform: TestPlatform;
const client = () => platform.cluster.client;

beforeAll(async () => {
  // As 0.2.0 was: without a door.
  platform = await startTestPlatform({ settings: { coreJwksUrl: settings.coreJwksUrl } });
  await client().apply(
    resources.namespace,
    { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } },
    person,
  );
  await makeService("egress");
  await makeService("core");
});
afterAll(() => platform.stop());

async function makeService(name: string): Promise<string> {
  const spec = { selector: { app: name }, ports: [{ port: 8080 }] };
  const service = { apiVersion: "v1", kind: "Service", metadata: { name, namespace }, spec };
  const made = await client().apply(resources.service, service, person);
  return (made.spec as { clusterIP: string }).clusterIP;
}

async function removeService(name: string): Promise<void> {
  const found = await client().get(resources.service, { name, namespace });
  await client().delete(resources.service, { name, namespace }, { uid: found?.metadata.uid ?? "" });
}

const readNames = async (tenant: string) => {
  const { dnsPolicy, hostAliases = [] } = (await readDeployment(client(), tenant))?.spec?.template?.spec ?? {};
  return { dnsPolicy, hostAliases };
};
const addressOf = async (tenant: string, name: string) =>
  (await readNames(tenant)).hostAliases.find(({ hostnames }) => hostnames?.includes(`${name}.${namespace}.svc`))?.ip;
const isPolicyOpen = async (tenant: string) => {
  const reference = { namespace: tenantNamespace(tenant), name: "tenant" };
  return allowsNameServers(await client().get(resources.networkPolicy, reference));
};

async function restartWith(change: typeof settings): Promise<TestOperator> {
  await platform.operator.stop();
  return startTestOperator(platform.cluster, { settings: change });
}

it("closes name servers to a tenant when the last pod that needs them is replaced, and keeps pods when Services come back", async () => {
  const { tenant } = await liveShop(client());
  expect(await readNames(tenant)).toMatchObject({ dnsPolicy: "ClusterFirst", hostAliases: [] });
  expect(await isPolicyOpen(tenant)).toBe(true);

  platform.workloads.hold("shop");
  const operator = await restartWith(settings);
  try {
    await waitFor("the pods' own names", async () => (await readNames(tenant)).dnsPolicy === "None" || undefined);
    const egress = await waitFor("the door's address", () => addressOf(tenant, "egress"));
    expect(await addressOf(tenant, "core")).toBeDefined();
    // Pods of before still serve, and find their database by asking.
    expect(await isPolicyOpen(tenant)).toBe(true);
    platform.workloads.release("shop");
    await waitFor("the policy to close", async () => ((await isPolicyOpen(tenant)) ? undefined : true));

    startRecording(platform.cluster);
    await removeService("egress");
    const { tenant: fresh } = await liveShop(client()); // Goes through the queue behind all that the removal caused.
    expect(operatorWrites(platform.cluster).filter((write) => write.includes("deployments"))).toHaveLength(1);
    expect(await addressOf(tenant, "egress")).toBe(egress);
    expect(await readNames(fresh)).toMatchObject({ dnsPolicy: "None" });
    expect(await addressOf(fresh, "egress")).toBeUndefined();
    expect(await isPolicyOpen(fresh)).toBe(false);

    const moved = await makeService("egress");
    for (const one of [tenant, fresh]) {
      await waitFor("the new address", async () => (await addressOf(one, "egress")) === moved || undefined);
    }
    expect(await isPolicyOpen(tenant)).toBe(false);
  } finally {
    await operator.stop();
  }
});

import { randomUUID } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tenantNamespace } from "@tochka-rosta/crds";
import { waitFor } from "@tochka-rosta/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { resources } from "./resources.ts";
import { applyModule, applyTenant, uniqueName, waitForTenant } from "./testing/operator.ts";
import { startTestPlatform, type TestPlatform } from "./testing/platform.ts";
import { liveShop, readDeployment } from "./testing/shop.ts";
import { operatorWrites, startRecording } from "./testing/writes.ts";

const registryFile = join(tmpdir(), `tochka-rosta-registry-${randomUUID()}.json`);
const nodeSelector = { pool: "tenants" };
const tolerations = [{ key: "tenants", operator: "Exists" }];
const access = (auth: string) => JSON.stringify({ auths: { "registry.example": { auth } } });
let platform: TestPlatform;
const client = () => platform.cluster.client;

beforeAll(async () => {
  await writeFile(registryFile, access("first"), { mode: 0o600 });
  platform = await startTestPlatform({
    settings: { modulePods: { nodeSelector, tolerations, hasFixedUser: true, registryFile } },
  });
});
afterAll(async () => {
  await platform.stop();
  await rm(registryFile, { force: true });
});

it("modules go where the settings say, and their images are pulled with what they hold", async () => {
  const { tenant } = await liveShop(client());
  const { spec } = ((await readDeployment(client(), tenant))?.spec as { template?: { spec: object } }).template ?? {};
  expect(spec).toMatchObject({ nodeSelector, tolerations, imagePullSecrets: [{ name: "registry" }] });
  expect(await readRegistry(tenant)).toBe(access("first"));
});

it("how a module is asked whether it lives may change under a site that runs", async () => {
  const module = uniqueName("lives").slice(0, 20);
  await applyModule(client(), module);
  const { tenant } = await liveShop(client(), { instance: { module } });
  expect(await readLiveness(tenant)).toMatchObject({ tcpSocket: { port: "http" } });
  const hasHandler = (name: string) => async () => (name in (await readLiveness(tenant)) ? true : undefined);
  await applyModule(client(), module, { livenessPath: "/health/live" });
  await waitFor("a question over HTTP", hasHandler("httpGet"));
  expect(await readLiveness(tenant)).not.toHaveProperty("tcpSocket");
  await applyModule(client(), module);
  await waitFor("a question to the port", hasHandler("tcpSocket"));
  expect(await readLiveness(tenant)).not.toHaveProperty("httpGet");
});

it("what changed in the file reaches a tenant at the next look, and nothing is written while nothing changes", async () => {
  const tenant = uniqueName("alpha");
  await applyTenant(client(), tenant);
  await waitForTenant(client(), tenant);
  startRecording(platform.cluster);
  await applyTenant(client(), tenant, { limits: { cpu: "3" } });
  await waitFor("the new quota", async () => (operatorWrites(platform.cluster).length > 0 ? true : undefined));
  expect(operatorWrites(platform.cluster).filter((write) => write.includes("secrets"))).toEqual([]);
  await writeFile(registryFile, access("second"));
  await applyTenant(client(), tenant, { limits: { cpu: "4" } });
  await waitFor("the new access", async () => ((await readRegistry(tenant)) === access("second") ? true : undefined));
});

async function readLiveness(tenant: string): Promise<object> {
  const { spec } = (await readDeployment(client(), tenant)) ?? {};
  const { template } = spec as { template?: { spec: { containers: { livenessProbe: object }[] } } };
  return template?.spec.containers[0]?.livenessProbe ?? {};
}

async function readRegistry(tenant: string): Promise<string> {
  const secret = await client().get(resources.secret, { name: "registry", namespace: tenantNamespace(tenant) });
  expect(secret?.type).toBe("kubernetes.io/dockerconfigjson");
  return Buffer.from(secret?.data?.[".dockerconfigjson"] ?? "", "base64").toString("utf8");
}

import { randomUUID } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tenantNamespace } from "@tochka-rosta/crds";
import { afterAll, beforeAll, expect, it } from "vitest";
import { resources } from "./resources.ts";
import { waitFor } from "./testing/cluster.ts";
import { applyTenant, uniqueName, waitForTenant } from "./testing/operator.ts";
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
  platform = await startTestPlatform({ settings: { modulePods: { nodeSelector, tolerations, registryFile } } });
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

async function readRegistry(tenant: string): Promise<string> {
  const secret = await client().get(resources.secret, { name: "registry", namespace: tenantNamespace(tenant) });
  expect(secret?.type).toBe("kubernetes.io/dockerconfigjson");
  return Buffer.from(secret?.data?.[".dockerconfigjson"] ?? "", "base64").toString("utf8");
}

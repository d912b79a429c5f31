import { randomBytes, randomUUID } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { identityOf, tenantNamespace, type ModuleInstance } from "@tochka-rosta/crds";
import { formatKeyRing, parseKeyRing, type KeyRing } from "@tochka-rosta/service/keys";
import { waitFor } from "@tochka-rosta/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { deriveKeys } from "./module-instance/keys.ts";
import { resources } from "./resources.ts";
import { applyInstance, waitForInstance } from "./testing/operator.ts";
import { startTestPlatform, type TestPlatform } from "./testing/platform.ts";
import { liveShop, readDeployment } from "./testing/shop.ts";
import { operatorWrites, startRecording } from "./testing/writes.ts";

const platformKeysFile = join(tmpdir(), `tochka-rosta-keys-${randomUUID()}.json`);
const first: KeyRing = { current: "1", keys: new Map([["1", randomBytes(32)]]) };
const rotated: KeyRing = { current: "2", keys: new Map([...first.keys, ["2", randomBytes(32)]]) };
let platform: TestPlatform;
const client = () => platform.cluster.client;
const writeKeys = (text: string) => writeFile(platformKeysFile, text, { mode: 0o600 });

beforeAll(async () => {
  await writeKeys(formatKeyRing(first));
  platform = await startTestPlatform({ settings: { platformKeysFile } });
});
afterAll(async () => {
  await platform.stop();
  await rm(platformKeysFile, { force: true });
});

const referenceOf = (tenant: string) => ({ namespace: tenantNamespace(tenant), name: "shop-keys" });

async function readSecret(tenant: string) {
  const secret = await client().get(resources.secret, referenceOf(tenant));
  return secret && { secret, ring: parseKeyRing(Buffer.from(secret.data?.["keys.json"] ?? "", "base64").toString()) };
}

const hold = (tenant: string, instance: ModuleInstance, ring: KeyRing) =>
  waitFor("the instance's keys", async () => {
    const found = await readSecret(tenant).catch(() => undefined);
    return JSON.stringify([...(found?.ring.keys ?? [])]) ===
      JSON.stringify([...deriveKeys(ring, identityOf(instance)).keys])
      ? found
      : undefined;
  });

it("an instance has keys of its own, as a Service Binding, and the quota has room for them", async () => {
  const { tenant, instance } = await liveShop(client());
  const { secret } = await hold(tenant, instance, first);
  expect(secret).toMatchObject({
    type: "servicebinding.io/tochka-rosta-keys",
    metadata: { ownerReferences: [{ kind: "ModuleInstance", name: "shop", controller: true }] },
    data: { type: btoa("tochka-rosta-keys"), provider: btoa("tochka-rosta") },
  });
  const other = await liveShop(client());
  expect((await hold(other.tenant, other.instance, first)).ring).not.toEqual((await readSecret(tenant))?.ring);
  const quota = await client().get(resources.resourceQuota, { ...referenceOf(tenant), name: "tenant" });
  const { hard } = quota?.spec as { hard: Record<string, string> };
  expect(Number(hard["secrets"])).toBe(3 * Number(hard["services"]));
});

it("keys that were deleted or changed come back the same, and nothing is written while they are right", async () => {
  const { tenant, instance } = await liveShop(client());
  const before = await hold(tenant, instance, first);
  await client().delete(resources.secret, referenceOf(tenant), { uid: before.secret.metadata.uid ?? "" });
  await platform.restartOperator();
  const again = await hold(tenant, instance, first);
  expect(again.secret.metadata.uid).not.toBe(before.secret.metadata.uid);
  await client().patchMerge(
    resources.secret,
    referenceOf(tenant),
    { data: { "keys.json": btoa("{}") } },
    { fieldManager: "test-stranger" },
  );
  await platform.restartOperator();
  await hold(tenant, instance, first);
  startRecording(platform.cluster);
  await platform.restartOperator();
  await liveShop(client()); // Shows that the new operator has gone through what there was before.
  expect(operatorWrites(platform.cluster).filter((write) => write.includes(tenant))).toEqual([]);
});

it("a new version reaches instances beside the old ones; a file that cannot be read changes nothing and stops nobody", async () => {
  const { tenant, instance } = await liveShop(client());
  await hold(tenant, instance, first);
  await writeKeys(formatKeyRing(rotated));
  await platform.restartOperator();
  expect((await hold(tenant, instance, rotated)).ring.current).toBe("2");
  await writeKeys("{");
  await applyInstance(client(), tenant, "shop", { module: "shop", active: false });
  await waitFor("the site to be off", async () =>
    (await readDeployment(client(), tenant))?.spec?.replicas === 0 ? true : undefined,
  );
  await applyInstance(client(), tenant, "shop", { module: "shop", active: true });
  await waitForInstance(client(), tenant, "shop");
  await hold(tenant, instance, rotated);
});

import { randomBytes, randomUUID } from "node:crypto";
import { readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatKeyRing } from "@tochka-rosta/service/keys";
import { waitFor } from "@tochka-rosta/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { applyInstance, applyTenant, uniqueName, waitForInstance, waitForTenant } from "./testing/operator.ts";
import { startTestPlatform, type TestPlatform } from "./testing/platform.ts";
import { operatorWrites, startRecording } from "./testing/writes.ts";

const platformKeysFile = join(tmpdir(), `tochka-rosta-keys-${randomUUID()}.json`);
const goldenFile = join(import.meta.dirname, "../golden/first-module.md");

/** Why each write is needed. A write without a reason fails the test. */
const reasons: Record<string, string> = {
  "PATCH tenants TENANT": "finalizer, before anything is made that must be cleaned up",
  "PATCH namespaces tenant-TENANT": "the tenant's namespace, restricted pod security",
  "PATCH rolebindings tochka-rosta-operator-tenant": "the operator's rights in the namespace",
  "PATCH networkpolicies tenant": "default deny both ways, with the narrow holes",
  "PATCH resourcequotas tenant": "what the tariff buys, and a lid on objects",
  "PATCH limitranges tenant": "defaults for containers, without which the quota refuses them",
  "PATCH serviceaccounts module": "whom modules of 0.2.0 run as until they are replaced",
  "PATCH tenants TENANT status": "Ready; then the count of active modules",
  "PATCH moduleinstances shop": "finalizer, before anything is made that must be cleaned up",
  "POST hostclaims": "the lock on the host: creation succeeds once",
  "POST secrets": "the password, before the role that has it",
  "PATCH serviceaccounts module-shop": "whom the module runs as; no token but the door's",
  "PATCH secrets shop-keys": "what the module seals with what its owner entrusts to it",
  "PATCH configmaps shop-instance": "the module's identity and status",
  "PATCH deployments shop": "the module",
  "PATCH services shop": "its address inside the cluster",
  "PATCH ingresses shop": "the host leads to it",
  "PATCH hostclaims shop--TENANT.sites.test status": "the doorman's knowledge: live",
  "PATCH moduleinstances shop status": "the steps as they happen: database and route; then live",
  "POST events": "for kubectl describe: TenantReady, DatabaseCreated, SiteLive",
};

let platform: TestPlatform;
beforeAll(async () => {
  await writeFile(platformKeysFile, formatKeyRing({ current: "1", keys: new Map([["1", randomBytes(32)]]) }));
  const egressUrl = "http://egress.tochka-rosta-system.svc:8080";
  platform = await startTestPlatform({ settings: { platformKeysFile, egressUrl } });
});
afterAll(async () => {
  await platform.stop();
  await rm(platformKeysFile, { force: true });
});

it("takes exactly the writes and statements of golden/first-module.md, and none after a restart", async () => {
  const { cluster, workloads } = platform;
  // The template and the closing of databases are once per server: out of the way first, to the last event.
  startRecording(cluster);
  await provision(uniqueName("warm"));
  await waitForEvents(3);
  const tenant = uniqueName("golden");
  startRecording(cluster);
  const before = platform.operator.statements.length;
  workloads.hold("shop");
  await provision(tenant, ["DatabaseReady"]);
  workloads.release("shop");
  const instance = await waitForInstance(cluster.client, tenant, "shop");
  await waitForEvents(3);
  const uid = instance.metadata.uid?.replaceAll("-", "") ?? "";
  const statements = platform.operator.statements.slice(before).map(({ text, reason }) => ({
    text: text
      .replaceAll(uid, "ID")
      .replace(/SCRAM-SHA-256\$[^']+/, "SCRAM-SHA-256$…")
      .replace(/IS '.*'/, "IS '…'"),
    reason,
  }));
  const writes = operatorWrites(cluster).map((write) => write.replaceAll(tenant, "TENANT"));
  const text = renderGolden(writes, statements);
  if (process.env["UPDATE_GOLDEN"] !== undefined) await writeFile(goldenFile, text);
  expect(text).toBe(await readFile(goldenFile, "utf8"));

  startRecording(cluster);
  await platform.restartOperator();
  // A change of another tenant's object shows that the new operator has gone through what there was before it.
  await provision(uniqueName("after"));
  expect(operatorWrites(cluster).filter((write) => write.includes(tenant))).toEqual([]);
  expect(platform.operator.statements.filter(({ text: sql }) => sql.includes(uid))).toEqual([]);
});

async function waitForEvents(count: number): Promise<void> {
  const isThere = () => operatorWrites(platform.cluster).filter((write) => write === "POST events").length >= count;
  await waitFor(`${count} events`, async () => (isThere() ? true : undefined));
}

async function provision(tenant: string, condition: readonly [string] = ["Ready"]): Promise<void> {
  const { client } = platform.cluster;
  await applyTenant(client, tenant);
  await waitForTenant(client, tenant);
  await applyInstance(client, tenant, "shop", { module: "shop" });
  await waitForInstance(client, tenant, "shop", condition);
}

function renderGolden(writes: readonly string[], statements: readonly { text: string; reason: string }[]): string {
  const counts = new Map<string, number>();
  for (const write of writes) counts.set(write, (counts.get(write) ?? 0) + 1);
  const unexplained = [...counts.keys()].filter((write) => reasons[write] === undefined);
  expect(unexplained, "writes without a reason").toEqual([]);
  const rows = Object.entries(reasons).map(
    ([write, reason]) => `- ${counts.get(write) ?? 0} × \`${write}\`: ${reason}`,
  );
  const events = counts.get("POST events") ?? 0;
  return [
    "# What a tenant and its first module cost",
    "",
    "Every write that the operator sends to the API server, and every SQL statement that it runs, from an applied Tenant to a",
    "live shop. Made and compared by `first-module.component.test.ts` (`UPDATE_GOLDEN=1` writes it again); a further write needs a reason.",
    "",
    `## ${writes.length - events} writes and ${events} events`,
    "",
    ...rows,
    "",
    `## ${statements.length} SQL statements`,
    "",
    "Beside them, reads only: one look at the catalogues, the advisory lock, one look under it, the unlock; and how full the",
    "servers are.",
    "",
    ...statements.map(({ text, reason }, index) => `${index + 1}. \`${text}\`: ${reason}`),
    "",
  ].join("\n");
}

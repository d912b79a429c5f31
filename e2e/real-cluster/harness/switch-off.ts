import { waitFor } from "../../harness/http.ts";
import type { ClusterPlatform } from "./platform-on-cluster.ts";
import { queryDatabase } from "./trial-database.ts";

/**
 * Switches off every site but those of one tenant, before the platform changes something in all of them: some thirty at once are minutes
 * of work for two cores. The tenants of earlier tests stay. Resolves when their pods are gone.
 */
export async function switchOffOthers(platform: ClusterPlatform, subdomain: string): Promise<void> {
  const sql = `UPDATE module_instances SET active = false, wish_version = wish_version + 1
                WHERE active AND tenant_id <> (SELECT id FROM tenants WHERE subdomain = $1)`;
  await queryDatabase(platform, "core", sql, [subdomain]);
  // What somebody applied is switched off where it was applied.
  const adopted = await queryDatabase<{ namespace: string; name: string }>(
    platform,
    "core",
    `SELECT 'tenant-' || t.subdomain AS namespace, i.name FROM module_instances i JOIN tenants t ON t.id = i.tenant_id
      WHERE i.adopted_spec IS NOT NULL AND t.subdomain <> $1`,
    [subdomain],
  );
  const off = JSON.stringify({ spec: { active: false } });
  for (const { namespace, name } of adopted) {
    await platform.kubectl("patch", "moduleinstance", name, "--namespace", namespace, "--type=merge", "--patch", off);
  }
  const elsewhere = ["--all-namespaces", "--field-selector", `metadata.namespace!=tenant-${subdomain}`];
  const words = ["get", "pods", "--selector", "tochkarosta.online/module", ...elsewhere, "-o", "name"];
  const areOff = async () => (await platform.kubectl(...words)) === "";
  await waitFor("the other sites to be off", areOff, { timeoutSeconds: 240, everyMilliseconds: 500 });
}

import { labels, type Tenant } from "@tochka-rosta/crds";
import { toObserved } from "../status/observed.ts";
import { planClusterUid, planId, refuseReplacement } from "./identity.ts";
import { syncRemoval } from "./removal-sync.ts";
import { tenants } from "./resources.ts";
import { findInstanceIds, findTenantRecord, storeTenantFindings, type TenantRecord } from "./store.ts";
import { NameTakenError } from "../status/sync-problem.ts";
import type { SyncContext } from "./sync-parts.ts";
import { isSameJson } from "@tochka-rosta/service/json";
import { buildTenant } from "./plan-objects.ts";

/**
 * Makes the Tenant object what its row asks for, and the row know what became of it; takes away that of a row which is gone.
 * @throws NameTakenError when the name belongs to a Tenant that this core did not make, ObjectReplacedError when somebody made
 *   another in the place of the row's own
 */
export async function syncTenant(context: SyncContext, id: string): Promise<void> {
  const { applier, database } = context;
  const row = await findTenantRecord(database, id);
  // A row that is gone leaves a note, and so does one that has got another name: it counts as behind until the first object is removed.
  const isBehind = row?.observedGeneration !== row?.desiredGeneration;
  if ((!row || isBehind) && !(await syncRemoval(context, "Tenant", id))) return;
  if (!row) return;
  const existing = await findOwnTenant(context, row);
  refuseReplacement(row, existing);
  const desired = buildTenant(row, planId(row, existing));
  const { object, outcome } = await applier.apply(tenants, desired, existing, { onlyCached: true });
  if (outcome === "applied") context.metrics.clusterWrites.inc({ kind: "Tenant", outcome: "applied" });

  // After a write the answer is newer than the cache, otherwise they are the same object.
  const clusterStatus = toObserved(object);
  const clusterUid = planClusterUid(row, object);
  const isKnown =
    row.observedGeneration === row.desiredGeneration &&
    row.syncProblem === null &&
    row.clusterUid === clusterUid &&
    isSameJson(row.clusterStatus, clusterStatus);
  if (isKnown) return;
  await storeTenantFindings(database, row, { observedGeneration: row.desiredGeneration, clusterUid, clusterStatus });
  // Instances wait for the namespace, and their first step tells of it.
  for (const instanceId of await findInstanceIds(database, id)) context.enqueue(`instance:${instanceId}`);
}

async function findOwnTenant({ client, tenants: cache }: SyncContext, { id, subdomain }: TenantRecord) {
  // Looked up live when unknown: applying by force would take a stranger's object over.
  const existing: Readonly<Tenant> | undefined =
    cache.get(subdomain) ?? (await client.get(tenants, { name: subdomain }));
  if (existing && existing.metadata.labels?.[labels.tenantId] !== id) {
    throw new NameTakenError(`The Tenant ${subdomain} exists already and was not made by this core.`);
  }
  return existing;
}

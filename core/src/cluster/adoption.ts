import { labels, type ModuleInstance, type ModuleInstanceSpec } from "@tochka-rosta/crds";
import { isSameJson } from "@tochka-rosta/service/json";
import { writeAudit } from "../database/audit.ts";
import { lockTenant } from "../features/tenants/store.ts";
import { findAdopter, findNamesake, insertAdopted, storeAdoptedSpec } from "./adoption-store.ts";
import { buildInstance, buildLostInstance } from "./plan-objects.ts";
import { fieldManager, moduleInstances, tenants } from "./resources.ts";
import { findInstanceRecord, type InstanceRecord } from "./store.ts";
import type { SyncContext } from "./sync-parts.ts";

/**
 * Gives an instance that a person applied in the namespace of one of our tenants a row, and marks it with the row's id: its owner
 * sees it and opens its pages from then on. What it should be stays the object's: core writes labels and nothing else. Repeatable; the
 * tariff's limits are the operator's to judge, which has the object before core does.
 */
export async function adoptInstance(context: SyncContext, namespace: string, name: string): Promise<void> {
  const { bus, client, database, log } = context;
  const tenant = await findAdopter(database, namespace);
  if (!tenant || !(await isOurTenant(context, tenant))) return;
  // Live, since a cache may still hold what was deleted a moment ago.
  const object = await client.get(moduleInstances, { namespace, name });
  if (!object || !isAdoptable(object)) return;
  const id = await ensureRow(context, tenant.id, object);
  const row = id === undefined ? null : await findInstanceRecord(database, id);
  if (!row) {
    log.warn({ namespace, name }, "an instance cannot be adopted: another site of the company has this name");
    return;
  }
  await context.applier.apply(moduleInstances, buildInstance(row, undefined), object);
  context.metrics.clusterWrites.inc({ kind: "ModuleInstance", outcome: "applied" });
  bus.publish("instance", { id: row.id });
  context.enqueue(`instance:${row.id}`);
}

/**
 * The id of an object's row, which is made with its audit record where there is none; undefined when the tenant has another site of
 * this name: one that core made, or one whose own object was lost and is made again by its row.
 */
async function ensureRow({ clock, database }: SyncContext, tenantId: string, object: Readonly<ModuleInstance>) {
  return database.$transaction(async (transaction) => {
    await lockTenant(transaction, tenantId);
    const { name, uid } = object.metadata;
    const existing = await findNamesake(transaction, tenantId, name);
    // Cut short between row and label the last time.
    if (existing) return existing.adoptedSpec !== null && existing.clusterUid === uid ? existing.id : undefined;
    const id = await insertAdopted(transaction, tenantId, object, clock.now());
    const details = { module: object.spec.module, name };
    await writeAudit(transaction, { action: "module.adopt", userId: null, tenantId, subject: id, details });
    return id;
  });
}

/** What nobody has given to a row, and what is not on its way out. */
export function isAdoptable({ metadata }: Readonly<ModuleInstance>): boolean {
  return metadata.labels?.[labels.instanceId] === undefined && metadata.deletionTimestamp === undefined;
}

/** Whether the Tenant object of this name is this core's: instances of one that a person applied have no owner to adopt them. */
async function isOurTenant({ client, tenants: cache }: SyncContext, tenant: { id: string; subdomain: string }) {
  const name = tenant.subdomain;
  const object = cache.get(name) ?? (await client.get(tenants, { name }));
  return object?.metadata.labels?.[labels.tenantId] === tenant.id;
}

/** The row with what its object asks for; for what core made itself the row as it is. */
export async function mirrorAdopted(
  { database }: SyncContext,
  row: InstanceRecord,
  object: Readonly<ModuleInstance>,
): Promise<InstanceRecord> {
  if (row.adoptedSpec === null) return row;
  const adoptedSpec: ModuleInstanceSpec = object.spec;
  const active = adoptedSpec.active ?? true;
  if (isSameJson(row.adoptedSpec, adoptedSpec) && row.active === active) return row;
  return storeAdoptedSpec(database, row.id, adoptedSpec);
}

/**
 * Makes the object of an adopted row again after it was lost, as it was last seen and under its first identity. By POST, so that core owns its fields as one that
 * made it and not as one that applies it: applying labels alone would take applied fields away again.
 */
export async function restoreAdopted(
  { client, metrics }: SyncContext,
  row: InstanceRecord,
  identity: string | undefined,
): Promise<Readonly<ModuleInstance> | undefined> {
  if (row.adoptedSpec === null) return undefined;
  const restored = await client.create(moduleInstances, buildLostInstance(row, identity), { fieldManager });
  metrics.clusterWrites.inc({ kind: "ModuleInstance", outcome: "created" });
  return restored;
}

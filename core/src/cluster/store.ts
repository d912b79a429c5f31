import type { ModuleInstanceStatus, TenantStatus } from "@tochka-rosta/crds";
import type { Database, Queryable } from "../database/client.ts";
import type { Prisma } from "../generated/prisma/client.ts";
import type { Observed } from "../status/observed.ts";

/** What the sync needs to know of a tenant; null when the row is gone. */
export async function findTenantRecord(database: Queryable, id: string) {
  const row = await database.tenant.findUnique({
    where: { id },
    include: { subscriptions: { where: { endedAt: null }, include: { tariff: true } } },
  });
  if (!row) return null;
  const { subscriptions, ...tenant } = row;
  return { ...tenant, tariff: subscriptions[0]?.tariff ?? null };
}
export type TenantRecord = NonNullable<Awaited<ReturnType<typeof findTenantRecord>>>;

/** What the sync needs to know of an instance; null when the row is gone. */
export function findInstanceRecord(database: Queryable, id: string) {
  return database.moduleInstance.findUnique({ where: { id }, include: { tenant: true } });
}
export type InstanceRecord = NonNullable<Awaited<ReturnType<typeof findInstanceRecord>>>;

export async function findAllIds(database: Queryable) {
  const [tenants, instances] = await Promise.all([
    database.tenant.findMany({ select: { id: true } }),
    database.moduleInstance.findMany({ select: { id: true } }),
  ]);
  return { tenants: tenants.map(({ id }) => id), instances: instances.map(({ id }) => id) };
}

/** Rows whose change the cluster has not taken yet, and deleted ones whose object is not removed. */
export async function findPending(database: Queryable) {
  const [tenants, instances, removals] = await Promise.all([
    database.$queryRaw<{ id: string }[]>`SELECT id::text FROM tenants WHERE wish_version <> synced_version`,
    database.$queryRaw<{ id: string }[]>`SELECT id::text FROM module_instances WHERE wish_version <> synced_version`,
    database.clusterRemoval.findMany({ select: { kind: true, rowId: true } }),
  ]);
  const ids = (rows: { id: string }[]) => rows.map(({ id }) => id);
  const removed = (kind: RemovedKind) => removals.filter((note) => note.kind === kind).map(({ rowId }) => rowId);
  return {
    tenants: [...ids(tenants), ...removed("Tenant")],
    instances: [...ids(instances), ...removed("ModuleInstance")],
  };
}

/** Instances of the tenant, by id. */
export async function findInstanceIds(database: Queryable, tenantId: string): Promise<string[]> {
  const rows = await database.moduleInstance.findMany({ where: { tenantId }, select: { id: true } });
  return rows.map(({ id }) => id);
}

/** What a pass found out about a tenant's object. */
export interface TenantFindings {
  /** The change that the object now carries. */
  readonly observedGeneration: number;
  /** Of the first object: what a row has once stays. */
  readonly clusterUid: string;
  readonly clusterStatus: Observed<TenantStatus>;
}

/** Of an object whose row has another name by now nothing is stored. */
export async function storeTenantFindings(
  database: Queryable,
  { id, subdomain }: Pick<TenantRecord, "id" | "subdomain">,
  findings: TenantFindings,
): Promise<void> {
  await database.tenant.updateMany({
    where: { id, subdomain },
    data: { ...findings, clusterStatus: toJson(findings.clusterStatus), syncProblem: null },
  });
}

/** What a pass found out about an instance's object. */
export interface InstanceFindings {
  readonly observedGeneration: number;
  /** Of the first object: what a row has once stays. */
  readonly clusterUid: string;
  readonly hasDatabase: boolean;
  readonly clusterStatus: Observed<ModuleInstanceStatus>;
  readonly stepTimes: Record<string, string>;
}

/** How the activation in progress fares now. */
export interface ActivationOutcome {
  readonly readyAt: Date | null;
  readonly failure: string | null;
}

/** Stores findings and, if the latest activation is still open, how it ended. Returns true when it became ready just now. */
export async function storeInstanceFindings(
  database: Database,
  { id, requestedAt }: Pick<InstanceRecord, "id" | "requestedAt">,
  findings: InstanceFindings,
  outcome: ActivationOutcome,
  now: Date,
): Promise<boolean> {
  return database.$transaction(async (transaction) => {
    await transaction.moduleInstance.updateMany({
      // A click in between began a new activation, with timings of its own.
      where: { id, requestedAt },
      data: { ...findings, clusterStatus: toJson(findings.clusterStatus), syncProblem: null },
    });
    const open = { instanceId: id, requestedAt, readyAt: null, abandonedAt: null };
    if (outcome.failure !== null) {
      await transaction.activation.updateMany({
        where: { ...open, failedAt: null },
        data: { failedAt: now, failure: outcome.failure },
      });
    }
    if (outcome.readyAt === null) return false;
    const { count } = await transaction.activation.updateMany({ where: open, data: { readyAt: outcome.readyAt } });
    return count > 0;
  });
}

/** @param forgets what was seen last was of another object: neither its status nor that it took the change says anything now */
export async function storeTenantProblem(
  database: Queryable,
  id: string,
  syncProblem: string,
  forgets: boolean,
): Promise<boolean> {
  const { count } = await database.tenant.updateMany({
    where: { id, OR: [{ syncProblem: null }, { syncProblem: { not: syncProblem } }] },
    data: { syncProblem, ...(forgets && { clusterStatus: {}, observedGeneration: 0 }) },
  });
  return count > 0;
}

/** @param forgets what was seen last was of another object: neither its status nor that it took the change says anything now */
export async function storeInstanceProblem(
  database: Queryable,
  id: string,
  syncProblem: string,
  forgets: boolean,
): Promise<boolean> {
  const { count } = await database.moduleInstance.updateMany({
    where: { id, OR: [{ syncProblem: null }, { syncProblem: { not: syncProblem } }] },
    data: { syncProblem, ...(forgets && { clusterStatus: {}, observedGeneration: 0 }) },
  });
  return count > 0;
}

/** The kinds of objects that deleted rows leave notes of. */
export type RemovedKind = "Tenant" | "ModuleInstance";

/** Notes of objects that must vanish because this row did. */
export function findRemovals(database: Queryable, kind: RemovedKind, rowId: string) {
  return database.clusterRemoval.findMany({ where: { kind, rowId } });
}
export type Removal = Awaited<ReturnType<typeof findRemovals>>[number];

export async function deleteRemoval(database: Queryable, id: string): Promise<void> {
  await database.clusterRemoval.deleteMany({ where: { id } });
}

function toJson(observed: Observed<TenantStatus> | Observed<ModuleInstanceStatus>): Prisma.InputJsonObject {
  // Plain JSON from the API server; only its type says more than Prisma's does.
  return observed as unknown as Prisma.InputJsonObject;
}

import type { ModuleInstanceSpec } from "@tochka-rosta/crds";
import type { Queryable, Transaction } from "../../database/client.ts";
import { Prisma } from "../../generated/prisma/client.ts";

/** The tenant's instance of this id; null also when it is somebody else's. */
export function findInstance(database: Queryable, tenantId: string, id: string) {
  return database.moduleInstance.findFirst({ where: { id, tenantId }, include: withTenant });
}
export type InstanceRow = NonNullable<Awaited<ReturnType<typeof findInstance>>>;

/** All instances of the tenant, oldest first. */
export function findInstances(database: Queryable, tenantId: string) {
  return database.moduleInstance.findMany({
    where: { tenantId },
    include: withTenant,
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
}

const withTenant = { tenant: { select: { subdomain: true, clusterStatus: true, syncProblem: true } } } as const;

/** The instance that holds this name in the tenant, active or not. */
export async function findInstanceByName(database: Queryable, tenantId: string, name: string) {
  const row = await database.moduleInstance.findUnique({
    where: { tenantId_name: { tenantId, name } },
    select: { id: true, module: true, active: true, adoptedSpec: true },
  });
  if (!row) return undefined;
  const { adoptedSpec, ...instance } = row;
  return { ...instance, isAdopted: adoptedSpec !== null };
}

/** Whether an adopted instance of the tenant, whatever its name, stands at this host prefix. */
export async function isAdoptedAddress(database: Queryable, tenantId: string, hostPrefix: string): Promise<boolean> {
  const rows = await database.moduleInstance.findMany({
    where: { tenantId, adoptedSpec: { not: Prisma.DbNull } },
    select: { name: true, adoptedSpec: true },
  });
  return rows.some((row) => readHostPrefix(row) === hostPrefix);
}

/** First part of the host: the object's name, unless an adopted one says otherwise. Empty is the tenant's own address. */
export function readHostPrefix({ name, adoptedSpec }: { name: string; adoptedSpec: unknown }): string {
  if (adoptedSpec === null) return name;
  const { hostPrefix, module } = adoptedSpec as ModuleInstanceSpec;
  return hostPrefix ?? module;
}

/** Makes an active instance together with the record of the click. */
export async function insertInstance(
  database: Queryable,
  instance: { tenantId: string; module: string; name: string; requestedAt: Date },
): Promise<string> {
  const { requestedAt } = instance;
  const { id } = await database.moduleInstance.create({
    data: { ...instance, createdAt: requestedAt, activations: { create: { requestedAt } } },
    select: { id: true },
  });
  return id;
}

/** Switches an existing instance on: a new generation, and new timings. */
export async function reactivateInstance(database: Queryable, id: string, requestedAt: Date): Promise<void> {
  await database.moduleInstance.update({
    where: { id },
    data: {
      active: true,
      requestedAt,
      stepTimes: {},
      desiredGeneration: { increment: 1 },
      activations: { create: { requestedAt } },
    },
  });
}

/** Switches the instance off; an activation that was not finished is marked as abandoned. */
export async function markInactive(database: Queryable, id: string, now: Date): Promise<void> {
  await database.moduleInstance.update({
    where: { id },
    data: { active: false, stepTimes: {}, desiredGeneration: { increment: 1 } },
  });
  await database.activation.updateMany({
    where: { instanceId: id, readyAt: null, abandonedAt: null },
    data: { abandonedAt: now },
  });
}

/** What stays known of a deleted site. */
export interface Retirement {
  readonly retiredAt: Date;
  readonly restsUntil: Date;
}

/** Deletes the row, and notes that its data rests; a trigger notes that its object is to go. */
export async function retireInstance(
  transaction: Transaction,
  { id, tenantId, module, name, clusterUid }: Pick<InstanceRow, "id" | "tenantId" | "module" | "name" | "clusterUid">,
  retirement: Retirement,
): Promise<void> {
  await transaction.retiredSite.create({ data: { id, tenantId, module, name, clusterUid, ...retirement } });
  await transaction.moduleInstance.delete({ where: { id } });
}

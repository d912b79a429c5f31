import type { Queryable } from "../../database/client.ts";

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

/** The instance that holds this name (host prefix) in the tenant, active or not. */
export function findInstanceByName(database: Queryable, tenantId: string, name: string) {
  return database.moduleInstance.findUnique({
    where: { tenantId_name: { tenantId, name } },
    select: { id: true, module: true, active: true },
  });
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

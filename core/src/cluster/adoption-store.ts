import { tenantOfNamespace, type ModuleInstance, type ModuleInstanceSpec } from "@tochka-rosta/crds";
import type { Queryable } from "../database/client.ts";
import type { Prisma } from "../generated/prisma/client.ts";
import type { InstanceRecord } from "./store.ts";

/** The company whose sites live in a namespace; null when it is nobody's. */
export async function findAdopter(database: Queryable, namespace: string) {
  const subdomain = tenantOfNamespace(namespace);
  if (subdomain === undefined) return null;
  return database.tenant.findUnique({ where: { subdomain }, select: { id: true, subdomain: true } });
}

/** The tenant's instance of this name; null when there is none. */
export function findNamesake(database: Queryable, tenantId: string, name: string) {
  return database.moduleInstance.findUnique({
    where: { tenantId_name: { tenantId, name } },
    select: { id: true, adoptedSpec: true, clusterUid: true },
  });
}

/** Makes the row of an object that a person applied. */
export async function insertAdopted(
  database: Queryable,
  tenantId: string,
  { metadata, spec }: Readonly<ModuleInstance>,
  now: Date,
): Promise<string> {
  const { name, uid = null, creationTimestamp } = metadata;
  const requestedAt = creationTimestamp === undefined ? now : new Date(creationTimestamp);
  const { id } = await database.moduleInstance.create({
    data: { tenantId, name, clusterUid: uid, ...toColumns(spec), requestedAt, observedGeneration: 1, createdAt: now },
    select: { id: true },
  });
  return id;
}

/** Stores what an adopted object asks for now, and returns the row with it. */
export function storeAdoptedSpec(database: Queryable, id: string, spec: ModuleInstanceSpec): Promise<InstanceRecord> {
  return database.moduleInstance.update({ where: { id }, data: toColumns(spec), include: { tenant: true } });
}

function toColumns(spec: ModuleInstanceSpec) {
  // Plain JSON from the API server; only its type says more than Prisma's does.
  return { module: spec.module, active: spec.active ?? true, adoptedSpec: spec as unknown as Prisma.InputJsonObject };
}

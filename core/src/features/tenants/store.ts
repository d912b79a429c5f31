import type { Context } from "../../context.ts";
import type { Queryable } from "../../database/client.ts";
import { Prisma } from "../../generated/prisma/client.ts";
import { planRestStart } from "./subdomain-rest.ts";

/** Those of the names that some tenant has (a row of ours, or a Tenant object applied by hand) or that rest after one gave them up. An
 * object that the tenant `ownId` had under another name does not count.
 */
export async function findTakenSubdomains(
  { clock, database, cluster }: Context,
  names: readonly string[],
  ownId?: string,
): Promise<Set<string>> {
  const rows = await database.tenant.findMany({
    where: { subdomain: { in: [...names] } },
    select: { subdomain: true },
  });
  // Asked after the tenants: what one of them gives up in between is found in the first answer or in this one.
  const resting = await database.freedSubdomain.findMany({
    where: { subdomain: { in: [...names] }, freedAt: { gt: planRestStart(clock.now()) } },
    select: { subdomain: true },
  });
  const foreign = names.filter((name) => cluster.hasTenant(name, ownId));
  return new Set([...[...rows, ...resting].map(({ subdomain }) => subdomain), ...foreign]);
}

/** The tenant and its owner's phone; null when there is no such tenant. */
export function findTenantWithOwner(database: Queryable, id: string) {
  return database.tenant.findUnique({
    where: { id },
    include: { users: { where: { role: "owner" }, orderBy: { createdAt: "asc" }, take: 1, select: { phone: true } } },
  });
}

/** Renames a tenant if it has the name that was seen; says which name it had. */
export async function updateTenantName(
  database: Queryable,
  id: string,
  { name, seenName }: { readonly name: string; readonly seenName: string | undefined },
): Promise<{ readonly before: string; readonly isChanged: boolean }> {
  const { name: before } = await database.tenant.findUniqueOrThrow({ where: { id }, select: { name: true } });
  const isChanged = before !== name && (seenName === undefined || seenName === before);
  if (isChanged) await database.tenant.update({ where: { id }, data: { name } });
  return { before, isChanged };
}

/** Locks the tenant's row until the transaction ends, so that decisions about limits are made one at a time. */
export async function lockTenant(database: Queryable, id: string) {
  await database.$queryRaw`SELECT "id" FROM "tenants" WHERE "id" = ${id}::uuid FOR UPDATE`;
  return database.tenant.findUniqueOrThrow({
    where: { id },
    select: { id: true, status: true, clusterStatus: true, subdomain: true },
  });
}

/** Tells that the Tenant object should look different from now on. */
export async function bumpTenantGeneration(database: Queryable, id: string): Promise<void> {
  await database.tenant.update({ where: { id }, data: { desiredGeneration: { increment: 1 } } });
}

/** What decides whether a subdomain can still be changed. */
export interface SubdomainHistory {
  readonly subdomain: string;
  readonly createdAt: Date;
  /** Whether the tenant has a site, or had one that was deleted. */
  readonly hasHadSites: boolean;
}

export async function findSubdomainHistory(database: Queryable, id: string): Promise<SubdomainHistory> {
  const [tenant, retired] = await Promise.all([
    database.tenant.findUniqueOrThrow({
      where: { id },
      select: { subdomain: true, createdAt: true, instances: { select: { id: true }, take: 1 } },
    }),
    database.retiredSite.findFirst({ where: { tenantId: id }, select: { id: true } }),
  ]);
  const { subdomain, createdAt, instances } = tenant;
  return { subdomain, createdAt, hasHadSites: instances.length > 0 || retired !== null };
}

/**
 * Gives a tenant without sites another subdomain, and so another object: nothing that was seen of the first one counts, its identity
 * included. The database refuses a name that is taken.
 */
export async function replaceSubdomain(
  database: Queryable,
  { id, before, after }: { readonly id: string; readonly before: string; readonly after: string },
): Promise<void> {
  const forgotten = { clusterUid: null, clusterStatus: Prisma.DbNull, syncProblem: null, observedGeneration: 0 };
  await database.tenant.update({
    where: { id },
    data: { subdomain: after, ...forgotten, desiredGeneration: { increment: 1 } },
  });
  // The trigger has it rest; nothing ever answered under it.
  await database.freedSubdomain.deleteMany({ where: { subdomain: before } });
  await database.clusterRemoval.deleteMany({ where: { kind: "Tenant", rowId: id, name: after } });
  await database.clusterRemoval.create({ data: { kind: "Tenant", namespace: null, name: before, rowId: id } });
}

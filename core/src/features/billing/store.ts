import type { Queryable, Transaction } from "../../database/client.ts";
import type { SubscriptionStatus } from "../../generated/prisma/client.ts";

/** All tariffs, on offer or not, in the order of the price table. */
export function findTariffs(database: Queryable) {
  return database.tariff.findMany({ orderBy: [{ position: "asc" }, { code: "asc" }] });
}

/** A tariff on offer by its code; null when there is none. */
export function findActiveTariff(database: Queryable, code: string) {
  return database.tariff.findFirst({ where: { code, isActive: true } });
}

/** Tariffs on offer, cheapest first. */
export function findOfferedTariffs(database: Queryable) {
  return database.tariff.findMany({
    where: { isActive: true },
    orderBy: [{ priceKopecks: "asc" }, { position: "asc" }],
  });
}

/** The tariff, locked until the transaction ends, so that what the audit calls "before" was before; null when there is none. */
export async function lockTariff(transaction: Transaction, id: string) {
  await transaction.$queryRaw`SELECT "id" FROM "tariffs" WHERE "id" = ${id}::uuid FOR UPDATE`;
  return transaction.tariff.findUnique({ where: { id } });
}

export function updateTariffModules(transaction: Transaction, id: string, modules: string[]) {
  return transaction.tariff.update({ where: { id }, data: { modules } });
}

/** Those of the names that the catalogue does not have. */
export async function findUnknownModules(database: Queryable, names: readonly string[]): Promise<string[]> {
  const rows = await database.module.findMany({
    where: { name: { in: [...names] }, isPresent: true },
    select: { name: true },
  });
  return names.filter((name) => !rows.some((row) => row.name === name));
}

/** The tenant's subscription in force with its tariff; null when there is none. */
export function findCurrentSubscription(database: Queryable, tenantId: string) {
  return database.subscription.findFirst({ where: { tenantId, endedAt: null }, include: { tariff: true } });
}

/** The modules of the tenant's active instances, one entry an instance. */
export async function findActiveModules(database: Queryable, tenantId: string): Promise<string[]> {
  const rows = await database.moduleInstance.findMany({ where: { tenantId, active: true }, select: { module: true } });
  return rows.map(({ module }) => module);
}

/** How many sites of the tenant are switched on. */
export function countActiveInstances(database: Queryable, tenantId: string): Promise<number> {
  return database.moduleInstance.count({ where: { tenantId, active: true } });
}

/** How many sites the tenant has, switched on or off. */
export function countKeptInstances(database: Queryable, tenantId: string): Promise<number> {
  return database.moduleInstance.count({ where: { tenantId } });
}

/** Until when the data of the tenant's deleted sites rests, the next to end first; those that ended are not among them. */
export async function findResting(database: Queryable, tenantId: string, now: Date): Promise<Date[]> {
  const rows = await database.retiredSite.findMany({
    where: { tenantId, restsUntil: { gt: now } },
    orderBy: { restsUntil: "asc" },
    select: { restsUntil: true },
  });
  return rows.map(({ restsUntil }) => restsUntil);
}

export async function insertSubscription(
  database: Queryable,
  subscription: {
    tenantId: string;
    tariffId: string;
    status: SubscriptionStatus;
    startedAt: Date;
    trialEndsAt: Date | null;
  },
): Promise<void> {
  await database.subscription.create({ data: subscription });
}

export async function endSubscription(database: Queryable, id: string, now: Date): Promise<void> {
  await database.subscription.update({ where: { id }, data: { endedAt: now, status: "cancelled" } });
}

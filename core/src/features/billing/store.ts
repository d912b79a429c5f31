import type { Queryable } from "../../database/client.ts";
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

import type { Queryable } from "../../database/client.ts";
import { ProblemError } from "../../errors/problem.ts";
import type { Tariff as TariffRow, SubscriptionStatus } from "../../generated/prisma/client.ts";
import type { Subscription, Tariff } from "./schemas.ts";

/** Tariffs in the order of the price table. */
export async function findTariffs(database: Queryable, { activeOnly }: { activeOnly: boolean }): Promise<Tariff[]> {
  const rows = await database.tariff.findMany({
    where: activeOnly ? { isActive: true } : {},
    orderBy: [{ position: "asc" }, { code: "asc" }],
  });
  return rows.map(toTariff);
}

/** One tariff, on offer or not; throws NOT_FOUND. */
export async function readTariff(database: Queryable, id: string): Promise<Tariff> {
  const row = await database.tariff.findUnique({ where: { id } });
  if (!row) throw new ProblemError("NOT_FOUND");
  return toTariff(row);
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

/** The tenant's subscription in force as the API shows it; throws NOT_FOUND. */
export async function readCurrentSubscription(database: Queryable, tenantId: string): Promise<Subscription> {
  const row = await findCurrentSubscription(database, tenantId);
  if (!row) throw new ProblemError("NOT_FOUND");
  const activeInstances = await database.moduleInstance.count({ where: { tenantId, active: true } });
  return {
    id: row.id,
    tariff: toTariff(row.tariff),
    status: row.status,
    is_active: row.status === "trial" || row.status === "active",
    start_date: row.startedAt.toISOString(),
    trial_ends_at: row.trialEndsAt?.toISOString() ?? null,
    end_date: row.endedAt?.toISOString() ?? null,
    usage: { active_instances: activeInstances, subdomain_limit: row.tariff.subdomainLimit },
  };
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

function toTariff(row: TariffRow): Tariff {
  return {
    id: row.id,
    code: row.code,
    name: row.name,
    price_kopecks: row.priceKopecks,
    subdomain_limit: row.subdomainLimit,
    storage_gb: row.storageGigabytes,
    all_modules: row.allModules,
    modules: row.modules,
    support: row.support,
    features: row.features as Tariff["features"],
    is_popular: row.isPopular,
    is_active: row.isActive,
  };
}

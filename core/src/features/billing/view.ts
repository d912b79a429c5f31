import type { Context } from "../../context.ts";
import { ProblemError } from "../../errors/problem.ts";
import { readPublicData } from "../../events/public-data.ts";
import type { Subscription, Tariff } from "./schemas.ts";
import { countKeepable, retirementDays } from "./allowance.ts";
import {
  countActiveInstances,
  countKeptInstances,
  findCurrentSubscription,
  findResting,
  findTariffs,
} from "./store.ts";

type TariffRow = Awaited<ReturnType<typeof findTariffs>>[number];

/** A tariff as the API shows it. */
export function toTariff(row: TariffRow): Tariff {
  return {
    id: row.id,
    code: row.code,
    name: row.name,
    price_kopecks: row.priceKopecks,
    subdomain_limit: row.subdomainLimit,
    kept_site_limit: countKeepable(row),
    retired_site_limit: row.retiredSiteLimit,
    storage_gb: row.storageGigabytes,
    all_modules: row.allModules,
    modules: row.modules,
    support: row.support,
    features: row.features as Tariff["features"],
    is_popular: row.isPopular,
    is_active: row.isActive,
  };
}

/** All tariffs, on offer or not, in the order of the price table. */
export function readTariffs(context: Context): Promise<readonly Tariff[]> {
  return readPublicData(context, "tariffs", async () => (await findTariffs(context.database)).map(toTariff));
}

/** One tariff, on offer or not. @throws ProblemError NOT_FOUND */
export async function readTariff(context: Context, id: string): Promise<Tariff> {
  const tariff = (await readTariffs(context)).find((one) => one.id === id.toLowerCase());
  if (!tariff) throw new ProblemError("NOT_FOUND");
  return tariff;
}

/** The tenant's subscription in force and what is used of it. @throws ProblemError NOT_FOUND */
export async function readCurrentSubscription({ clock, database }: Context, tenantId: string): Promise<Subscription> {
  const row = await findCurrentSubscription(database, tenantId);
  if (!row) throw new ProblemError("NOT_FOUND");
  const [active, kept, resting] = await Promise.all([
    countActiveInstances(database, tenantId),
    countKeptInstances(database, tenantId),
    findResting(database, tenantId, clock.now()),
  ]);
  return {
    id: row.id,
    tariff: toTariff(row.tariff),
    status: row.status,
    is_active: row.status === "trial" || row.status === "active",
    start_date: row.startedAt.toISOString(),
    trial_ends_at: row.trialEndsAt?.toISOString() ?? null,
    end_date: row.endedAt?.toISOString() ?? null,
    usage: {
      active_instances: active,
      subdomain_limit: row.tariff.subdomainLimit,
      kept_instances: kept,
      kept_site_limit: countKeepable(row.tariff),
      retired_instances: resting.length,
      retired_site_limit: row.tariff.retiredSiteLimit,
      retirement_days: retirementDays,
    },
  };
}

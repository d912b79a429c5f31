import type { Context } from "../../context.ts";
import { ProblemError } from "../../errors/problem.ts";
import { readPublicData } from "../../store/public-data.ts";
import type { Subscription, Tariff } from "./schemas.ts";
import { countActiveInstances, findCurrentSubscription, findTariffs } from "./store.ts";

type TariffRow = Awaited<ReturnType<typeof findTariffs>>[number];

/** A tariff as the API shows it. */
export function toTariff(row: TariffRow): Tariff {
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
export async function readCurrentSubscription({ database }: Context, tenantId: string): Promise<Subscription> {
  const row = await findCurrentSubscription(database, tenantId);
  if (!row) throw new ProblemError("NOT_FOUND");
  return {
    id: row.id,
    tariff: toTariff(row.tariff),
    status: row.status,
    is_active: row.status === "trial" || row.status === "active",
    start_date: row.startedAt.toISOString(),
    trial_ends_at: row.trialEndsAt?.toISOString() ?? null,
    end_date: row.endedAt?.toISOString() ?? null,
    usage: {
      active_instances: await countActiveInstances(database, tenantId),
      subdomain_limit: row.tariff.subdomainLimit,
    },
  };
}

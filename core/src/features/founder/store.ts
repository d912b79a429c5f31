import type { Context } from "../../context.ts";
import type { Queryable } from "../../database/client.ts";
import type { PageQuery } from "../../http/fields.ts";
import { maskPhone } from "@tochka-rosta/phones";
import { describeSiteHosts } from "../tenants/site-addresses.ts";
import { isReady } from "../tenants/view.ts";
import type { FounderTenant, FounderUser } from "./schemas.ts";

const newestFirst = [{ createdAt: "desc" }, { id: "desc" }] as const;

function toRange({ page, page_size }: PageQuery) {
  return { skip: (page - 1) * page_size, take: page_size };
}

/** One page of all people, phones masked. */
export async function listUsersForFounder(
  database: Queryable,
  query: PageQuery,
): Promise<{ items: FounderUser[]; total: number }> {
  const [total, rows] = await Promise.all([
    database.user.count(),
    database.user.findMany({
      ...toRange(query),
      orderBy: [...newestFirst],
      include: { tenant: { select: { id: true, name: true, subdomain: true } } },
    }),
  ]);
  const items = rows.map(({ id, phone, firstName, lastName, employmentType, role, tenant, createdAt }) => ({
    id,
    phone: maskPhone(phone),
    first_name: firstName,
    last_name: lastName,
    employment_type: employmentType,
    role,
    tenant,
    created_at: createdAt.toISOString(),
  }));
  return { items, total };
}

/** One page of all companies with their tariff. */
export async function listTenantsForFounder(
  { config, database }: Context,
  query: PageQuery,
): Promise<{ items: FounderTenant[]; total: number }> {
  const [total, rows] = await Promise.all([
    database.tenant.count(),
    database.tenant.findMany({
      ...toRange(query),
      orderBy: [...newestFirst],
      include: {
        users: { where: { role: "owner" }, orderBy: { createdAt: "asc" }, take: 1, select: { phone: true } },
        subscriptions: { where: { endedAt: null }, include: { tariff: { select: { code: true } } } },
        _count: { select: { instances: { where: { active: true } } } },
      },
    }),
  ]);
  const items = rows.map((row) => {
    const [subscription] = row.subscriptions;
    const phone = row.users[0]?.phone;
    return {
      id: row.id,
      name: row.name,
      subdomain: row.subdomain,
      domain: describeSiteHosts(row.subdomain, config),
      status: row.status,
      owner_phone: phone === undefined ? null : maskPhone(phone),
      tariff: subscription?.tariff.code ?? null,
      trial_ends_at: subscription?.trialEndsAt?.toISOString() ?? null,
      active_instances: row._count.instances,
      ready: isReady(row.clusterStatus),
      created_at: row.createdAt.toISOString(),
    };
  });
  return { items, total };
}

/** Activations since an instant, with the seconds that finished ones took. */
export async function readActivationFigures(database: Queryable, since: Date) {
  const [row] = await database.$queryRaw<
    {
      requested: number;
      completed: number;
      failed: number;
      in_progress: number;
      p50: number | null;
      p95: number | null;
    }[]
  >`
    SELECT count(*)::int AS requested,
           count(ready_at)::int AS completed,
           count(failed_at)::int AS failed,
           count(*) FILTER (WHERE ready_at IS NULL AND abandoned_at IS NULL)::int AS in_progress,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM ready_at - requested_at)::float8) AS p50,
           percentile_cont(0.95) WITHIN GROUP (ORDER BY extract(epoch FROM ready_at - requested_at)::float8) AS p95
    FROM activations WHERE requested_at >= ${since}`;
  return row ?? { requested: 0, completed: 0, failed: 0, in_progress: 0, p50: null, p95: null };
}

/** How many subscriptions in force each tariff has. */
export async function countSubscriptions(database: Queryable) {
  const tariffs = await database.tariff.findMany({
    orderBy: [{ position: "asc" }],
    include: { _count: { select: { subscriptions: { where: { endedAt: null } } } } },
  });
  return tariffs.map(({ code, name, priceKopecks, _count }) => ({
    tariff: code,
    name,
    price_kopecks: priceKopecks,
    count: _count.subscriptions,
  }));
}

/** How many companies there are by status. */
export async function countTenants(database: Queryable) {
  const groups = await database.tenant.groupBy({ by: ["status"], _count: true });
  const count = (status: string): number => groups.find((group) => group.status === status)?._count ?? 0;
  return {
    total: groups.reduce((sum, group) => sum + group._count, 0),
    trial: count("trial"),
    active: count("active"),
    suspended: count("suspended"),
  };
}

/** How many instances there are, switched on, live, and waiting for the cluster to take their change. */
export async function countInstances(database: Queryable) {
  const [row] = await database.$queryRaw<{ total: number; active: number; ready: number; waiting: number }[]>`
    SELECT count(*)::int AS total,
           count(*) FILTER (WHERE active)::int AS active,
           count(*) FILTER (WHERE active AND jsonb_path_exists(cluster_status,
             '$.status.conditions[*] ? (@.type == "Ready" && @.status == "True")'))::int AS ready,
           count(*) FILTER (WHERE wish_version <> synced_version)::int AS waiting
    FROM module_instances`;
  return row ?? { total: 0, active: 0, ready: 0, waiting: 0 };
}

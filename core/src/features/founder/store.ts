import { readMobilePhone } from "@tochka-rosta/phones";
import { markSessionsEnded } from "../auth/store.ts";
import type { Database, Queryable } from "../../database/client.ts";
import { findIds, type SearchedTable } from "../../database/search.ts";
import { searchLimits, type SearchQuery } from "../../http/fields.ts";
import { readTypedLine } from "../../http/typed-text.ts";

const newestFirst = [{ createdAt: "desc" }, { id: "desc" }] as const;

/** People are found by their names, and by a phone that is typed in whole: parts of one would tell what its mask hides. */
const searchedUsers: SearchedTable = {
  table: "users",
  columns: {
    vector: "search_vector(first_name || ' ' || last_name, '')",
    latin: "search_latin(first_name || ' ' || last_name)",
  },
};

/** Companies by name, subdomain and the phone of one of their people. */
const searchedTenants: SearchedTable = {
  table: "tenants",
  columns: { vector: "search_vector(name || ' ' || subdomain, '')", latin: "search_latin(name || ' ' || subdomain)" },
};

interface PageOfRows<Row> {
  readonly rows: readonly Row[];
  readonly total: number;
  readonly isSimilar: boolean;
}

/** The rows of a page: by their place among all, or by their ids. */
interface Which {
  readonly skip?: number;
  readonly take?: number;
  readonly orderBy?: { createdAt?: "desc"; id?: "desc" }[];
  readonly where?: { readonly id: { in: string[] } };
}

/** One page of all rows, or of those that a search finds in its own order. */
async function findPage<Row extends { id: string }>(
  database: Database,
  { page, page_size, q = "" }: SearchQuery,
  source: {
    readonly searched: SearchedTable;
    readonly ofPhone: (placeholder: string) => string;
    readonly count: () => Promise<number>;
    readonly read: (which: Which) => Promise<Row[]>;
  },
): Promise<PageOfRows<Row>> {
  const typed = readTypedLine("q", q, searchLimits);
  if (typed === "") {
    const [total, rows] = await Promise.all([
      source.count(),
      source.read({ skip: (page - 1) * page_size, take: page_size, orderBy: [...newestFirst] }),
    ]);
    return { rows, total, isSimilar: false };
  }
  const phone = readMobilePhone(typed);
  const orWhere = phone.ok ? { sql: source.ofPhone, value: phone.phone } : undefined;
  const { ids, total, isSimilar } = await findIds(database, source.searched, { typed, orWhere, page, page_size });
  const rows = await source.read({ where: { id: { in: [...ids] } } });
  return { rows: rows.toSorted((one, other) => ids.indexOf(one.id) - ids.indexOf(other.id)), total, isSimilar };
}

/** One page of people with their company, newest first, and how many there are in all. */
export function findUsers(database: Database, query: SearchQuery) {
  return findPage(database, query, {
    searched: searchedUsers,
    ofPhone: (phone) => `phone = ${phone}`,
    count: () => countUsers(database),
    read: (which) =>
      database.user.findMany({ ...which, include: { tenant: { select: { id: true, name: true, subdomain: true } } } }),
  });
}

/** One page of companies with owner, tariff and active sites, newest first, and how many there are in all. */
export function findTenants(database: Database, query: SearchQuery) {
  return findPage(database, query, {
    searched: searchedTenants,
    ofPhone: (phone) => `id IN (SELECT tenant_id FROM users WHERE phone = ${phone})`,
    count: () => database.tenant.count(),
    read: (which) =>
      database.tenant.findMany({
        ...which,
        include: {
          users: { where: { role: "owner" }, orderBy: { createdAt: "asc" }, take: 1, select: { phone: true } },
          subscriptions: { where: { endedAt: null }, include: { tariff: { select: { code: true } } } },
          instances: { select: { active: true } },
        },
      }),
  });
}

/** How many deleted sites of each of the companies have data that still rests. */
export async function countResting(database: Queryable, tenantIds: readonly string[], now: Date) {
  const groups = await database.retiredSite.groupBy({
    by: ["tenantId"],
    where: { tenantId: { in: [...tenantIds] }, restsUntil: { gt: now } },
    _count: true,
  });
  return new Map(groups.map(({ tenantId, _count }) => [tenantId, _count]));
}

/** How many people there are. */
export function countUsers(database: Queryable): Promise<number> {
  return database.user.count();
}

/** A founder of another phone; null when there is none. */
export function findOtherFounder(database: Queryable, phone: string) {
  return database.user.findFirst({ where: { role: "superuser", phone: { not: phone } }, select: { id: true } });
}

/** Whether the core has made its tables. */
export async function hasTables(database: Queryable): Promise<boolean> {
  const [row] = await database.$queryRaw<
    { exists: boolean }[]
  >`SELECT to_regclass('public.users') IS NOT NULL AS exists`;
  return row?.exists === true;
}

/** Gives the person of this phone the founder's role and this password, or makes them. */
export async function upsertFounder(
  database: Queryable,
  founder: { phone: string; passwordHash: string; firstName: string; lastName: string; now: Date },
): Promise<{ id: string; isNew: boolean }> {
  const { now, ...person } = founder;
  const { phone, passwordHash } = person;
  const role = "superuser";
  const existing = await database.user.findUnique({ where: { phone }, select: { id: true } });
  if (!existing) {
    const { id } = await database.user.create({ data: { ...person, role, phoneVerifiedAt: now } });
    return { id, isNew: true };
  }
  await database.user.update({ where: { phone }, data: { role, passwordHash } });
  // Who was signed in as this person signs in again.
  await markSessionsEnded(database, { userId: existing.id, sessionId: null }, "reset", now);
  return { id: existing.id, isNew: false };
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

/** The tariffs in the order of the price table, each with its number of subscriptions in force. */
export function findTariffsWithCounts(database: Queryable) {
  return database.tariff.findMany({
    orderBy: [{ position: "asc" }],
    include: { _count: { select: { subscriptions: { where: { endedAt: null } } } } },
  });
}

/** How many companies there are by standing, as `evaluateStanding` says it of each. */
export async function countTenants(database: Queryable) {
  const [row] = await database.$queryRaw<{ total: number; trial: number; active: number; suspended: number }[]>`
    SELECT count(*)::int AS total,
           count(*) FILTER (WHERE standing = 'trial')::int AS trial,
           count(*) FILTER (WHERE standing = 'active')::int AS active,
           count(*) FILTER (WHERE standing = 'suspended')::int AS suspended
    FROM (SELECT CASE WHEN jsonb_path_exists(cluster_status,
             '$.status.conditions[*] ? (@.type == "Suspended" && @.status == "True" && @.reason != "SwitchedOff")')
           THEN 'suspended' ELSE status::text END AS standing FROM tenants) AS standings`;
  return row ?? { total: 0, trial: 0, active: 0, suspended: 0 };
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

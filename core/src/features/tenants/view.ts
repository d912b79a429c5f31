import { isTenantProvisioned, type TenantStatus } from "@tochka-rosta/crds";
import { parseSyncProblem } from "../../status/sync-problem.ts";
import type { Observed } from "../../status/observed.ts";
import type { Context } from "../../context.ts";
import { ProblemError } from "../../errors/problem.ts";
import type { Principal } from "../../http/principal.ts";
import { maskPhone } from "@tochka-rosta/phones";
import type { Tenant } from "./schemas.ts";
import { describeSiteHosts, type SiteAddressing } from "./site-addresses.ts";
import { evaluateStanding } from "./standing.ts";
import { findTenantWithOwner } from "./store.ts";

interface TenantRow {
  readonly id: string;
  readonly name: string;
  readonly subdomain: string;
  readonly status: Tenant["status"];
  readonly clusterStatus: unknown;
  readonly syncProblem: string | null;
  readonly createdAt: Date;
}

/** A tenant as the API shows it. */
export function toTenant(row: TenantRow, options: { addressing: SiteAddressing; ownerPhone: string | null }): Tenant {
  const { status, suspension } = evaluateStanding(row);
  return {
    id: row.id,
    name: row.name,
    subdomain: row.subdomain,
    domain: describeSiteHosts(row.subdomain, options.addressing),
    status,
    is_active: status === "trial" || status === "active",
    suspension,
    owner_phone: options.ownerPhone,
    created_at: row.createdAt.toISOString(),
    cluster: { ready: isReady(row.clusterStatus), problem: parseSyncProblem(row.syncProblem)?.reason ?? null },
  };
}

/** Whether, by the status last observed, a tenant has all that its sites need. */
export function isReady(clusterStatus: unknown): boolean {
  const { status } = (clusterStatus ?? {}) as Observed<TenantStatus>;
  return isTenantProvisioned(status ?? {});
}

/** The caller's own company. */
export async function readTenant({ config, database }: Context, id: string): Promise<Tenant> {
  const row = await findTenantWithOwner(database, id);
  if (!row) throw new ProblemError("NOT_FOUND");
  return toTenant(row, { addressing: config, ownerPhone: row.users[0]?.phone ?? null });
}

/** A company that the caller may see: their own, or any for a founder (with the phone masked). The rest do not exist. */
export async function readVisibleTenant(context: Context, principal: Principal, id: string): Promise<Tenant> {
  if (principal.tenantId === id) return readTenant(context, id);
  if (principal.role !== "superuser") throw new ProblemError("NOT_FOUND", { note: "a tenant of another owner" });
  const tenant = await readTenant(context, id);
  return { ...tenant, owner_phone: tenant.owner_phone && maskPhone(tenant.owner_phone) };
}

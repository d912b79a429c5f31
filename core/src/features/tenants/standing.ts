import type { Condition, TenantStatus } from "@tochka-rosta/crds";
import type { Observed } from "../../status/observed.ts";
import type { Suspension, Tenant } from "./schemas.ts";

/** What these conditions say of a suspension. What its owner switched off is not suspended. */
export function findSuspension(conditions: readonly Condition[] | undefined): Suspension | null {
  const found = conditions?.find(({ type, status }) => type === "Suspended" && status === "True");
  if (!found || found.reason === "SwitchedOff") return null;
  return { reason: found.reason, since: found.lastTransitionTime };
}

/**
 * How a company stands: its suspension as the cluster carries it out, and else what its row says. Every screen and every check asks
 * here, so that none of them says "trial" beside another's "suspended".
 */
export function evaluateStanding(row: { readonly status: Tenant["status"]; readonly clusterStatus: unknown }): {
  readonly status: Tenant["status"];
  readonly suspension: Suspension | null;
} {
  const { status } = (row.clusterStatus ?? {}) as Observed<TenantStatus>;
  const suspension = findSuspension(status?.conditions);
  return { status: suspension ? "suspended" : row.status, suspension };
}

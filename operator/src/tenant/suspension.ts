import type { ConditionReason, SuspensionReason, Tenant } from "@tochka-rosta/crds";
import { condition, type ConditionState } from "../condition.ts";

const suspensions = {
  payment: "SuspendedForPayment",
  admin: "SuspendedByAdmin",
  abuse: "SuspendedForAbuse",
  trialEnded: "TrialEnded",
} as const satisfies Record<SuspensionReason, ConditionReason>;

/** The Suspended condition of a tenant; undefined while it is not suspended. */
export function describeSuspension(tenant: Readonly<Tenant>): ConditionState | undefined {
  const { suspension } = tenant.spec;
  return suspension === undefined ? undefined : condition(true, suspensions[suspension.reason]);
}

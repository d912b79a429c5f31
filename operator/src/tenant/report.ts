import type { EventReason, Tenant, TenantStatus } from "@tochka-rosta/crds";
import {
  applyStatus,
  findCondition,
  isConditionTrue,
  type EventDescription,
  type ReconcileResult,
} from "@tochka-rosta/controller-runtime";
import { fieldManager, type OperatorContext } from "../context.ts";
import { resources } from "../resources.ts";
import type { TenantOutcome } from "./apply.ts";
import type { ObservedTenant } from "./observe.ts";
import type { TenantPlan } from "./plan.ts";
import { buildTenantStatus } from "./status.ts";

/**
 * Writes the status, where it changed, and records what people should hear of.
 *
 * @returns when to reconcile again
 * @throws what applying failed with, once it is reported
 */
export async function reportTenant(
  context: OperatorContext,
  observed: ObservedTenant,
  plan: TenantPlan,
  outcome: TenantOutcome,
): Promise<ReconcileResult | undefined> {
  const { tenant } = observed;
  // Nothing is known for sure after a lost connection or a conflict: the next try reports.
  if (outcome.error !== undefined && outcome.refusal === undefined) throw outcome.error;
  const status = buildTenantStatus(observed, plan, outcome, context.clock);
  await applyStatus(context.client, resources.tenant, tenant, status, { fieldManager });
  for (const event of listTenantEvents(tenant, status)) context.events.record(tenant, event);
  if (outcome.error !== undefined) throw outcome.error;
  return plan.requeue;
}

/** What people should hear of, between two statuses: turning points only. Pure. */
function listTenantEvents(
  tenant: Readonly<Tenant>,
  next: TenantStatus,
): (EventDescription & { readonly reason: EventReason })[] {
  const changedTo = (type: string): boolean | undefined => {
    const is = isConditionTrue(next.conditions, type);
    return is === isConditionTrue(tenant.status?.conditions, type) ? undefined : is;
  };
  const events: (EventDescription & { readonly reason: EventReason })[] = [];
  const suspended = changedTo("Suspended");
  if (changedTo("Ready") === true && suspended !== false) {
    events.push({ type: "Normal", reason: "TenantReady", action: "Provision", note: "The tenant can have modules." });
  }
  if (suspended === true) {
    const note = findCondition(next.conditions, "Suspended")?.message ?? "";
    events.push({ type: "Warning", reason: "TenantSuspended", action: "Suspend", note });
  } else if (suspended === false) {
    events.push({ type: "Normal", reason: "TenantResumed", action: "Resume", note: "The sites come back." });
  }
  return events;
}

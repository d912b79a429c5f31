import { tenantNamespace, type Tenant, type TenantStatus } from "@tochka-rosta/crds";
import type { Clock } from "@tochka-rosta/controller-runtime";
import { condition, needsPerson, reportConditions, type ConditionState } from "../condition.ts";
import type { TenantOutcome } from "./apply.ts";
import { readLimits } from "./limits.ts";
import type { ObservedTenant } from "./observe.ts";
import type { TenantPlan } from "./plan.ts";
import { holdsSubdomain } from "./subdomains.ts";
import { describeSuspension } from "./suspension.ts";

type Outcome = Pick<TenantOutcome, "stagesApplied" | "isTerminating" | "refusal">;

/** The whole status of a tenant that is not being deleted. Pure. */
export function buildTenantStatus(
  { tenant, namespace, instances }: ObservedTenant,
  plan: TenantPlan,
  outcome: Outcome,
  clock: Pick<Clock, "now">,
): TenantStatus {
  const generation = tenant.metadata.generation ?? 0;
  const limit = readLimits(tenant).subdomains;
  const active = instances.filter((instance) => holdsSubdomain(instance, instances, limit)).length;
  // A namespace in which there is no problem is this tenant's own.
  const ownsNamespace = plan.problem === undefined && (namespace !== undefined || outcome.stagesApplied >= 1);
  return {
    observedGeneration: generation,
    ...(ownsNamespace && { namespace: tenantNamespace(tenant.metadata.name) }),
    activeModules: active,
    modules: `${active}/${limit}`,
    ...reportConditions(tenant.status?.conditions, evaluate(tenant, plan, outcome), generation, clock),
  };
}

function evaluate(tenant: Readonly<Tenant>, plan: TenantPlan, outcome: Outcome) {
  const namespace = evaluateNamespace(plan, outcome);
  const limits = evaluateLimits(plan, outcome);
  const ready = [namespace, limits].find(({ status }) => !status) ?? condition(true, "TenantProvisioned");
  const isStalled = !ready.status && needsPerson(ready);
  const suspension = describeSuspension(tenant);
  return {
    NamespaceReady: namespace,
    QuotaApplied: limits,
    Suspended: suspension ?? condition(false, "NotSuspended"),
    // A suspended tenant that has everything is not called ready: all its sites are off.
    ...((suspension === undefined || !ready.status) && { Ready: ready }),
    Progressing: ready.status || isStalled ? condition(false, "Settled") : condition(true, "Working", ready.message),
    Stalled: isStalled ? { ...ready, status: true } : condition(false, "NothingInTheWay"),
  };
}

function evaluateNamespace(
  { problem }: TenantPlan,
  { stagesApplied, isTerminating, refusal }: Outcome,
): ConditionState {
  if (problem !== undefined) return { status: false, ...problem };
  if (isTerminating) return condition(false, "NamespaceTerminating");
  if (stagesApplied >= 1) return condition(true, "NamespaceActive");
  return refusal === undefined ? condition(false, "NamespaceCreating") : condition(false, "ApiRefused", refusal);
}

function evaluateLimits(plan: TenantPlan, { stagesApplied, refusal }: Outcome): ConditionState {
  if (plan.problem === undefined && stagesApplied === plan.stages.length) return condition(true, "LimitsApplied");
  if (refusal !== undefined && stagesApplied >= 1) return condition(false, "ApiRefused", refusal);
  return condition(false, "LimitsPending");
}

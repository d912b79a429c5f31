import type { TenantStatus } from "@tochka-rosta/crds";
import type { Clock } from "@tochka-rosta/controller-runtime";
import type { OperatorCaches } from "../caches.ts";
import { listFinalizerWrites, listStageWrites, listStatusWrites, type PendingWrite } from "../pending-write.ts";
import { resources } from "../resources.ts";
import type { ObservedTenant } from "./observe.ts";
import type { TenantPlan } from "./plan.ts";
import { buildTenantStatus } from "./status.ts";

export interface TenantPreview {
  /** What one reconcile writes, in its order; nothing when all is as it should be. */
  readonly writes: readonly PendingWrite[];
  /** The status that it writes, or leaves. */
  readonly status: TenantStatus;
}

/** What applying a plan writes, if the API server accepts it. Pure. */
export function previewTenant(
  observed: ObservedTenant,
  plan: TenantPlan,
  { caches, clock }: { readonly caches: OperatorCaches; readonly clock: Pick<Clock, "now"> },
): TenantPreview {
  const outcome = { stagesApplied: plan.stages.length, isTerminating: false, refusal: undefined };
  const status = buildTenantStatus(observed, plan, outcome, clock);
  const writes = [
    ...listFinalizerWrites(resources.tenant, observed.tenant),
    ...listStageWrites(caches, plan.stages),
    ...listStatusWrites(resources.tenant, observed.tenant, status),
  ];
  return { writes, status };
}

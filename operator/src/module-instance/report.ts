import type { ModuleInstance, ModuleInstanceStatus } from "@tochka-rosta/crds";
import {
  applyStatus,
  findCondition,
  isConditionTrue,
  type ReconcileContext,
  type ReconcileResult,
} from "@tochka-rosta/controller-runtime";
import { fieldManager, type OperatorContext } from "../context.ts";
import { resources } from "../resources.ts";
import type { InstanceOutcome } from "./apply.ts";
import type { Decision } from "./decide.ts";
import { listEvents } from "./events.ts";
import { reportSite } from "./host-claim.ts";
import type { ObservedInstance } from "./observe.ts";
import type { InstancePlan } from "./plan.ts";
import { requeueTroubled } from "./requeue.ts";
import { buildInstanceStatus } from "./status.ts";

/**
 * Writes the status, where it changed, and records what people should hear of. The doorman learns of a live site before its
 * owner does.
 *
 * @returns when to reconcile again
 * @throws what applying failed with, once it is reported
 */
export async function reportInstance(
  context: OperatorContext,
  input: {
    readonly observed: ObservedInstance;
    readonly decision: Decision;
    readonly plan: InstancePlan;
    readonly outcome: InstanceOutcome;
  },
  { signal }: Pick<ReconcileContext, "signal">,
): Promise<ReconcileResult | undefined> {
  const { client, clock, settings } = context;
  const { observed, decision, plan, outcome } = input;
  const { instance } = observed;
  // What was broken off has found out nothing.
  signal.throwIfAborted();
  // Nothing is known for sure after a lost connection or a conflict: the next try reports.
  if (outcome.error !== undefined && outcome.refusal === undefined) throw outcome.error;
  const status = buildInstanceStatus({ observed, decision, outcome, settings }, clock);
  if (outcome.claim !== undefined && isConditionTrue(status.conditions, "Ready")) {
    await reportSite(context, outcome.claim, "Live");
  }
  await applyStatus(client, resources.moduleInstance, instance, status, { fieldManager });
  recordEvents(context, instance, status, outcome);
  if (outcome.error !== undefined) throw outcome.error;
  const isTroubled = outcome.database?.state === "failed" && outcome.database.isProbed !== true;
  return isTroubled ? requeueTroubled() : plan.requeue;
}

function recordEvents(
  { events, metrics, clock }: OperatorContext,
  instance: Readonly<ModuleInstance>,
  status: ModuleInstanceStatus,
  { database }: InstanceOutcome,
): void {
  const origin = database?.state === "ready" ? database.origin : "kept";
  for (const event of listEvents(instance, status, origin)) {
    events.record(instance, event);
    if (event.reason !== "SiteLive") continue;
    const progressingSince = findCondition(instance.status?.conditions, "Progressing")?.lastTransitionTime;
    const startedAt = Date.parse(progressingSince ?? instance.metadata.creationTimestamp ?? "");
    if (startedAt > 0) metrics.observeProvision("live", clock.now() - startedAt);
  }
}

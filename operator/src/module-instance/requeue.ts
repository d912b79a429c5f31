import type { ModuleInstanceStatus } from "@tochka-rosta/crds";
import { LOW_PRIORITY, type ReconcileResult } from "@tochka-rosta/controller-runtime";
import type { Deployment } from "../resources.ts";
import { isAvailable, isRolledOut, type InstanceOutcome } from "./apply.ts";
import type { Decision } from "./decision.ts";
import { conditionAge } from "./report.ts";

const soonMilliseconds = 250;
const startingMilliseconds = 2_000;
const troubledMilliseconds = 5_000;
const calmMilliseconds = 5 * 60_000;
/** So long a click is waited for; after that a site that does not answer is in trouble. */
const hurryMilliseconds = 60_000;

/**
 * When to look again without being told: only for what sends no event. Nothing means never. What somebody waits for goes with
 * the events; what is in trouble or calm goes behind them, since a look at it may take as long as a silent server's time-out.
 * Pure.
 */
export function planRequeue(input: {
  readonly decision: Decision;
  readonly outcome: InstanceOutcome;
  readonly deployment: Readonly<Deployment> | undefined;
  readonly status: ModuleInstanceStatus;
  readonly now: number;
}): ReconcileResult | undefined {
  const { decision, outcome, deployment, status, now } = input;
  if (decision.mode !== "run") return undefined;
  if (outcome.database?.state === "failed") return requeueLowPriority(troubledMilliseconds);
  if (!isAvailable(deployment)) {
    const isNew = conditionAge(status, "WorkloadAvailable", now) < startingMilliseconds;
    return isNew ? { requeueAfterMilliseconds: startingMilliseconds } : requeueLowPriority(troubledMilliseconds);
  }
  if (outcome.isAnswering !== true) {
    const isHurried = conditionAge(status, "Reachable", now) < hurryMilliseconds;
    return isHurried ? { requeueAfterMilliseconds: soonMilliseconds } : requeueLowPriority(troubledMilliseconds);
  }
  return requeueLowPriority(isRolledOut(deployment) ? calmMilliseconds : troubledMilliseconds);
}

/** Behind events, and in turn with objects that are merely there: those must not wait for ever for many that are in trouble. */
export function requeueLowPriority(requeueAfterMilliseconds: number): ReconcileResult {
  return { requeueAfterMilliseconds, priority: LOW_PRIORITY };
}

import type { ModuleInstance } from "@tochka-rosta/crds";
import { findCondition, LOW_PRIORITY, type ReconcileResult } from "@tochka-rosta/controller-runtime";
import type { ObservedInstance } from "./observe.ts";
import { isAvailable, isRolledOut } from "../rollout-state.ts";

const soonMilliseconds = 250;
const startingMilliseconds = 2_000;
const troubledMilliseconds = 5_000;
const calmMilliseconds = 5 * 60_000;
/** So long a click is waited for; after that a site that does not answer is in trouble. */
const hurryMilliseconds = 60_000;

/**
 * When to reconcile an instance that is to run without an event: only for what sends none. What an owner waits for goes with the
 * events; what is in trouble or calm goes behind them, since it may take as long as a silent server's time-out. Pure.
 */
export function planRequeue(
  {
    instance,
    deployment,
    hasStartingPod,
    binding,
    isAnswering,
  }: Pick<ObservedInstance, "instance" | "deployment" | "hasStartingPod" | "binding" | "isAnswering">,
  now: number,
): ReconcileResult {
  // A pod that waits for its Secret sends no event while it does, and this time nobody has looked at the Secret.
  const isSecretUnread = hasStartingPod && binding.state === "verified";
  const troubled = isSecretUnread ? requeueLowPriority(startingMilliseconds) : requeueTroubled();
  if (!isAvailable(deployment)) {
    const isNew = millisecondsNotTrue(instance, "WorkloadAvailable", now) < startingMilliseconds;
    return isNew ? { requeueAfterMilliseconds: startingMilliseconds } : troubled;
  }
  if (isAnswering !== true) {
    const isHurried = millisecondsNotTrue(instance, "Reachable", now) < hurryMilliseconds;
    return isHurried ? { requeueAfterMilliseconds: soonMilliseconds } : troubled;
  }
  const isCalm = isRolledOut(deployment) && !hasStartingPod;
  return isCalm ? requeueLowPriority(calmMilliseconds) : troubled;
}

/** Something that sends no event is in the way. */
export function requeueTroubled(): ReconcileResult {
  return requeueLowPriority(troubledMilliseconds);
}

/** Behind events, and in turn with objects that are merely there: those must not wait for ever for many that are in trouble. */
export function requeueLowPriority(requeueAfterMilliseconds: number): ReconcileResult {
  return { requeueAfterMilliseconds, priority: LOW_PRIORITY };
}

/** Since when a condition is not True by the status; 0 when it is True or not there, and so becomes false only now. */
function millisecondsNotTrue({ status }: Readonly<ModuleInstance>, type: string, now: number): number {
  const found = findCondition(status?.conditions, type);
  if (found === undefined || found.status === "True") return 0;
  return Math.max(0, now - Date.parse(found.lastTransitionTime));
}

import { findReason, type Condition, type ConditionType } from "@tochka-rosta/crds";
import type { SyncProblem } from "../../status/sync-problem.ts";
import { findSuspension } from "../tenants/standing.ts";
import { stepTypes, type Instance, type Step, type StepType } from "./schemas.ts";

/** When each step was first seen done, RFC 3339. */
export type StepTimes = Partial<Record<StepType, string>>;

/** All that the steps of an instance follow from. */
export interface StepSource {
  readonly requestedAt: Date;
  /** The cluster holds the current generation. */
  readonly isSynced: boolean;
  /** The instance's conditions are about the current generation, not an older one. */
  readonly isEvaluated: boolean;
  /** Why it does not, where that is known. */
  readonly syncProblem: SyncProblem | undefined;
  readonly tenantConditions: readonly Condition[];
  readonly conditions: readonly Condition[];
  readonly stepTimes: StepTimes;
}

type StepState = Pick<Step, "state" | "reason" | "message">;

const conditionsOfSteps: Record<Exclude<StepType, "request" | "tenant">, ConditionType> = {
  database: "DatabaseReady",
  workload: "WorkloadAvailable",
  route: "RouteProgrammed",
  reachable: "Reachable",
};

/**
 * The steps of a provisioning with their times: what each really waits for, from the conditions. Of a site that is suspended there are
 * none: nothing is being done, so nothing may count the seconds.
 */
export function planSteps(source: StepSource, now: Date): Step[] {
  if (findSuspension(source.conditions)) return [];
  let previousEnd = source.requestedAt.getTime();
  let isFirstOpen = true;
  return stepTypes.map((type) => {
    const state = readState(source, type);
    if (state.state === "done") {
      const end = Math.max(previousEnd, Date.parse(source.stepTimes[type] ?? endOf(source, type, now)));
      const seconds = toSeconds(end - previousEnd);
      previousEnd = end;
      return { type, ...state, seconds };
    }
    // Of the open steps the first is the one being worked on; a failing one shows wherever it is.
    const isCurrent = isFirstOpen || state.state === "failed";
    isFirstOpen = false;
    if (!isCurrent) return { type, state: "waiting" };
    return { type, ...state, seconds: toSeconds(now.getTime() - previousEnd) };
  });
}

/** The step times with those added that are done now and were not before. Returns the same object when nothing is new. */
export function noteStepTimes(source: StepSource, now: Date): StepTimes {
  const added = stepTypes.filter((type) => !source.stepTimes[type] && readState(source, type).state === "done");
  if (added.length === 0) return source.stepTimes;
  return { ...source.stepTimes, ...Object.fromEntries(added.map((type) => [type, endOf(source, type, now)])) };
}

/** When a step that is done was: now, as we see it; a namespace that was there before the click took no time at all. */
function endOf({ requestedAt, tenantConditions }: StepSource, type: StepType, now: Date): string {
  const readySince = type === "tenant" ? find(tenantConditions, "NamespaceReady")?.lastTransitionTime : undefined;
  const wasThere = readySince !== undefined && Date.parse(readySince) <= requestedAt.getTime();
  return (wasThere ? requestedAt : now).toISOString();
}

/** The one word for the whole instance, and why it is stopped where its owner did not do it. */
export function evaluateInstance(
  active: boolean,
  steps: readonly Step[],
  { conditions, isEvaluated, isSynced }: StepSource,
): Pick<Instance, "state" | "ready" | "suspension"> {
  const suspension = findSuspension(conditions);
  if (suspension) return { state: "suspended", ready: false, suspension };
  return { suspension, ...evaluateRunning(active, steps, { conditions, isEvaluated, isSynced }) };
}

function evaluateRunning(
  active: boolean,
  steps: readonly Step[],
  { conditions, isEvaluated, isSynced }: Pick<StepSource, "conditions" | "isEvaluated" | "isSynced">,
): Pick<Instance, "state" | "ready"> {
  if (!active) return { state: "inactive", ready: false };
  const isReady = isSynced && isEvaluated && find(conditions, "Ready")?.status === "True";
  if (isReady) return { state: "live", ready: true };
  return { state: steps.some(({ state }) => state === "failed") ? "failing" : "starting", ready: false };
}

function readState(source: StepSource, type: StepType): StepState {
  if (type === "tenant") return readTenant(source);
  if (type === "request") return readRequest(source);
  if (!source.isSynced) return { state: "waiting" };
  // What the cluster says is about an older generation until the operator has looked at the present one.
  if (!source.isEvaluated) return { state: "running" };
  return readCondition(find(source.conditions, conditionsOfSteps[type]));
}

function readTenant({ tenantConditions, syncProblem }: StepSource): StepState {
  const condition = find(tenantConditions, "NamespaceReady");
  return condition ? readCondition(condition) : { state: "running", ...syncProblem };
}

function readRequest({ isSynced, isEvaluated, syncProblem, conditions }: StepSource): StepState {
  if (!isSynced) return { state: "running", ...syncProblem };
  const ready = find(conditions, "Ready");
  if (isEvaluated && ready && isRefusal(ready.reason)) {
    return { ...readCondition(ready), state: "failed" };
  }
  return { state: "done" };
}

function readCondition(condition: Condition | undefined): StepState {
  if (!condition) return { state: "running" };
  const { reason, message, status } = condition;
  if (status === "True") return { state: "done", reason };
  const known = findReason(reason);
  // Of what the operator says more than owners may read (names of servers, databases, objects) they get the catalogue's sentence.
  const shown = known?.hasInternalDetail === true ? known.message : message;
  return { state: isFailure(reason) ? "failed" : "running", reason, message: shown };
}

/** A reason of a later release is shown as a failure rather than passed over. */
function isFailure(reason: string): boolean {
  const kind = findReason(reason)?.kind ?? "needsPerson";
  return kind === "blocked" || kind === "needsPerson";
}

/** Whether the operator does not begin with the site at all. */
function isRefusal(reason: string): boolean {
  const known = findReason(reason);
  return known?.subject === "admission" && known.kind !== "progress";
}

function find(conditions: readonly Condition[], type: ConditionType): Condition | undefined {
  return conditions.find((condition) => condition.type === type);
}

function toSeconds(milliseconds: number): number {
  return Math.max(0, Math.round(milliseconds / 10) / 100);
}

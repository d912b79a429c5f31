import type { ModuleInstance, ModuleInstanceStatus } from "@tochka-rosta/crds";
import { findCondition, setConditions, type Clock } from "@tochka-rosta/controller-runtime";
import { condition, needsPerson, toConditions, type ConditionState } from "../condition.ts";
import type { Deployment } from "../resources.ts";
import { buildOrigin, type Settings } from "../settings.ts";
import { isAvailable, isRolledOut, type InstanceOutcome } from "./apply.ts";
import type { Decision, BlockedDecision, RunDecision, StopDecision } from "./decision.ts";
import type { ObservedInstance } from "./observe.ts";
import { databaseSecretName } from "./secret.ts";

/** What a status is made from. */
export interface ReportInput {
  readonly observed: ObservedInstance;
  readonly decision: Decision;
  readonly outcome: InstanceOutcome;
  /** As the cache has it after applying. */
  readonly deployment: Readonly<Deployment> | undefined;
  readonly settings: Settings;
}

type ConditionStates = Readonly<Record<"Ready" | "Progressing" | "Stalled", ConditionState>> &
  Readonly<Partial<Record<Part | "Suspended", ConditionState>>>;
/** What a live site needs, in the order in which it comes about. */
type Part = "DatabaseReady" | "WorkloadAvailable" | "RouteProgrammed" | "Reachable";

/** The whole status of an instance that is not being deleted. Pure. */
export function buildInstanceStatus(input: ReportInput, clock: Pick<Clock, "now">): ModuleInstanceStatus {
  const { observed, decision, outcome, deployment, settings } = input;
  const { instance, host } = observed;
  const generation = instance.metadata.generation ?? 0;
  const { version, database, conditions } = instance.status ?? {};
  const runs = decision.mode === "run" && isRolledOut(deployment) ? decision.version : version;
  const placed =
    outcome.database?.state === "ready"
      ? { server: outcome.database.server, name: outcome.database.database }
      : database;
  return {
    observedGeneration: generation,
    ...(holdsHost(decision) && { host, url: `${buildOrigin(settings, host)}/` }),
    ...(runs !== undefined && { version: runs }),
    ...(placed !== undefined && { database: placed, binding: { name: databaseSecretName(instance.metadata.name) } }),
    conditions: setConditions(conditions, toConditions(evaluate(input), generation), clock),
  };
}

/** On hold the host may or may not be ours; what the status says of it is left out rather than guessed. */
function holdsHost(decision: Decision): boolean {
  return decision.mode !== "blocked" || !["HostTaken", "HostReserved", "TenantNotFound"].includes(decision.reason);
}

function evaluate(input: ReportInput): ConditionStates {
  switch (input.decision.mode) {
    case "blocked":
      return evaluateBlocked(input.decision);
    case "stop":
      return evaluateStopped(input, input.decision);
    case "run":
      return evaluateRunning(input, input.decision);
  }
}

/** The parts keep what was last known of them. */
function evaluateBlocked({ reason, message }: BlockedDecision): ConditionStates {
  const isStalled = needsPerson({ reason });
  return {
    Ready: condition(false, reason, message),
    Progressing: isStalled ? condition(false, "Settled") : condition(true, "Working", message),
    Stalled: isStalled ? condition(true, reason, message) : condition(false, "NothingInTheWay"),
  };
}

function evaluateStopped({ observed, outcome, deployment }: ReportInput, decision: StopDecision): ConditionStates {
  const { reason, message, status } = decision;
  const refused = outcome.refusal === undefined ? undefined : condition(false, "ApiRefused", outcome.refusal);
  const isStopping = (deployment?.status?.replicas ?? 0) > 0 || !outcome.isApplied;
  return {
    DatabaseReady: evaluateKeptDatabase(observed.instance),
    WorkloadAvailable: refused ?? condition(false, "WorkloadStopped"),
    RouteProgrammed: condition(false, "RouteRemoved"),
    Reachable: condition(false, "NotProbed"),
    Suspended: status === "suspended" ? condition(true, reason, message) : condition(false, "NotSuspended"),
    Ready: condition(false, reason, message),
    Progressing: isStopping ? condition(true, "Working", "The module is being stopped.") : condition(false, "Settled"),
    Stalled: needsPerson({ reason }) ? condition(true, reason, message) : condition(false, "NothingInTheWay"),
  };
}

function evaluateKeptDatabase({ status }: Readonly<ModuleInstance>): ConditionState {
  return status?.database === undefined ? condition(false, "DatabasePending") : condition(true, "DatabaseProvisioned");
}

function evaluateRunning(input: ReportInput, decision: RunDecision): ConditionStates {
  const { outcome, deployment } = input;
  const parts: Record<Part, ConditionState> = {
    DatabaseReady: evaluateDatabase(outcome),
    WorkloadAvailable: evaluateWorkload(input),
    RouteProgrammed: outcome.route ?? condition(false, "RoutePending"),
    Reachable: evaluateReachability(outcome),
  };
  const firstProblem = Object.values(parts).find(({ status }) => !status);
  const ready = firstProblem ?? condition(true, "SiteLive");
  const isRolling = !isRolledOut(deployment);
  const obstacle = firstProblem ?? (isRolling ? outcome.podProblem : undefined);
  const isStalled = obstacle !== undefined && needsPerson(obstacle);
  return {
    ...parts,
    Suspended: condition(false, "NotSuspended"),
    Ready: ready,
    Progressing: evaluateProgress(ready, isRolling, decision),
    Stalled: isStalled ? { ...obstacle, status: true } : condition(false, "NothingInTheWay"),
  };
}

function evaluateProgress(ready: ConditionState, isRolling: boolean, decision: RunDecision): ConditionState {
  if (!ready.status) return condition(true, "Working", ready.message);
  return isRolling
    ? condition(true, "Working", `Version ${decision.version} is starting.`)
    : condition(false, "Settled");
}

function evaluateDatabase({ database }: InstanceOutcome): ConditionState {
  switch (database?.state) {
    case "ready":
      return condition(true, "DatabaseProvisioned");
    case "not-needed":
      return condition(true, "DatabaseNotNeeded");
    case "failed":
      return condition(false, database.reason, database.message);
    case undefined:
      return condition(false, "DatabasePending");
  }
}

function evaluateWorkload({ outcome, deployment }: ReportInput): ConditionState {
  if (isAvailable(deployment)) return condition(true, "WorkloadAvailable");
  if (outcome.refusal !== undefined) return condition(false, "ApiRefused", outcome.refusal);
  if (outcome.podProblem !== undefined) return outcome.podProblem;
  return condition(false, outcome.isApplied ? "WorkloadStarting" : "WorkloadPending");
}

function evaluateReachability({ isAnswering }: InstanceOutcome): ConditionState {
  if (isAnswering === undefined) return condition(false, "NotProbed");
  return isAnswering ? condition(true, "SiteAnswers") : condition(false, "SiteNotAnswering");
}

/** Milliseconds since a condition last changed its status; 0 when it is new. */
export function conditionAge(status: ModuleInstanceStatus, type: string, now: number): number {
  const since = findCondition(status.conditions, type)?.lastTransitionTime;
  return since === undefined ? 0 : Math.max(0, now - Date.parse(since));
}

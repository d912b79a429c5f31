import type { ModuleInstanceStatus } from "@tochka-rosta/crds";
import type { Clock } from "@tochka-rosta/controller-runtime";
import { condition, needsPerson, reportConditions, type ConditionState } from "../condition.ts";
import { buildOrigin, type Settings } from "../settings.ts";
import type { InstanceOutcome } from "./apply.ts";
import type { Decision, BlockedDecision, RunDecision, StopDecision } from "./decide.ts";
import type { ObservedInstance } from "./observe.ts";
import { evaluateRoute } from "./route-status.ts";
import { databaseSecretName } from "./secret.ts";
import { isAvailable, isRolledOut } from "../rollout-state.ts";
import { readServingVersion } from "./workload-status.ts";

/** What a status is made from. */
export interface StatusInput {
  readonly observed: ObservedInstance;
  readonly decision: Decision;
  readonly outcome: Pick<
    InstanceOutcome,
    "claim" | "database" | "isApplied" | "deployment" | "route" | "refusal" | "isRolloutQueued"
  >;
  readonly settings: Settings;
}

type ConditionStates = Readonly<Record<"Progressing" | "Stalled", ConditionState>> &
  Readonly<Partial<Record<Part | "Ready" | "Suspended", ConditionState>>>;
/** What a live site needs, in the order in which it comes about. */
type Part = "DatabaseReady" | "WorkloadAvailable" | "RouteProgrammed" | "Reachable";

/** The whole status of an instance that is not being deleted. Pure. */
export function buildInstanceStatus(input: StatusInput, clock: Pick<Clock, "now">): ModuleInstanceStatus {
  const { observed, outcome, settings } = input;
  const { instance } = observed;
  const generation = instance.metadata.generation ?? 0;
  const { database, conditions } = instance.status ?? {};
  const version = readServingVersion(outcome.deployment) ?? instance.status?.version;
  const host = findHeldHost(input);
  const placed =
    outcome.database?.state === "ready"
      ? { server: outcome.database.server, name: outcome.database.database }
      : database;
  return {
    observedGeneration: generation,
    ...(host !== undefined && { host, url: `${buildOrigin(settings, host)}/` }),
    ...(version !== undefined && { version }),
    ...(placed !== undefined && { database: placed, binding: { name: databaseSecretName(instance.metadata.name) } }),
    ...reportConditions(conditions, evaluate(input), generation, clock),
  };
}

/** The host that a claim gives the instance; asking for it is not having it. */
function findHeldHost({ observed: { hostClaim }, outcome }: StatusInput): string | undefined {
  return (outcome.claim ?? (hostClaim.state === "ours" ? hostClaim.claim : undefined))?.metadata.name;
}

function evaluate(input: StatusInput): ConditionStates {
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

/** What is off on purpose, and has stopped, is not to become ready. */
function evaluateStopped({ observed, outcome }: StatusInput, decision: StopDecision): ConditionStates {
  const { reason, message, status } = decision;
  const refused = outcome.refusal === undefined ? undefined : condition(false, "ApiRefused", outcome.refusal);
  const isStalled = needsPerson({ reason });
  const isStopping = (outcome.deployment?.status?.replicas ?? 0) > 0 || !outcome.isApplied;
  return {
    DatabaseReady: evaluateKeptDatabase(observed),
    WorkloadAvailable: refused ?? condition(false, "WorkloadStopped"),
    RouteProgrammed:
      outcome.isApplied || observed.route === undefined
        ? condition(false, "RouteRemoved")
        : condition(true, "RouteProgrammed"),
    Reachable: condition(false, "NotProbed"),
    Suspended: status === "suspended" ? condition(true, reason, message) : condition(false, "NotSuspended"),
    ...((isStopping || isStalled) && { Ready: condition(false, reason, message) }),
    Progressing: isStopping ? condition(true, "Working", "The module is being stopped.") : condition(false, "Settled"),
    Stalled: isStalled ? condition(true, reason, message) : condition(false, "NothingInTheWay"),
  };
}

/** Nothing is read of the database of a site that is off, but its server is probed. */
function evaluateKeptDatabase({ instance, isDatabaseUnreachable }: ObservedInstance): ConditionState {
  if (instance.status?.database === undefined) return condition(false, "DatabasePending");
  return isDatabaseUnreachable ? condition(false, "DatabaseUnavailable") : condition(true, "DatabaseProvisioned");
}

function evaluateRunning(input: StatusInput, decision: RunDecision): ConditionStates {
  const { observed, outcome, settings } = input;
  const parts: Record<Part, ConditionState> = {
    DatabaseReady: evaluateDatabase(outcome),
    WorkloadAvailable: evaluateWorkload(input),
    RouteProgrammed: outcome.isApplied
      ? evaluateRoute(outcome.route, settings.routing)
      : condition(false, "RoutePending"),
    Reachable: evaluateReachability(input),
  };
  const firstProblem = Object.values(parts).find(({ status }) => !status);
  const ready = firstProblem ?? condition(true, "SiteLive");
  const isRolling = !isRolledOut(outcome.deployment);
  const obstacle = firstProblem ?? (isRolling ? observed.podProblem : undefined);
  const isStalled = obstacle !== undefined && needsPerson(obstacle);
  return {
    ...parts,
    Suspended: condition(false, "NotSuspended"),
    Ready: ready,
    Progressing:
      outcome.isRolloutQueued && ready.status
        ? condition(true, "RolloutQueued")
        : evaluateProgress(ready, isRolling, decision),
    Stalled: isStalled ? { ...obstacle, status: true } : condition(false, "NothingInTheWay"),
  };
}

function evaluateProgress(ready: ConditionState, isRolling: boolean, decision: RunDecision): ConditionState {
  if (!ready.status) return condition(true, "Working", ready.message);
  return isRolling
    ? condition(true, "Working", `Version ${decision.version} is starting.`)
    : condition(false, "Settled");
}

function evaluateDatabase({ database }: StatusInput["outcome"]): ConditionState {
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

function evaluateWorkload({ observed, outcome }: StatusInput): ConditionState {
  if (isAvailable(outcome.deployment)) return condition(true, "WorkloadAvailable");
  if (outcome.refusal !== undefined) return condition(false, "ApiRefused", outcome.refusal);
  if (outcome.isApplied && observed.podProblem !== undefined) return observed.podProblem;
  return condition(false, outcome.isApplied ? "WorkloadStarting" : "WorkloadPending");
}

function evaluateReachability({ observed: { isAnswering }, outcome }: StatusInput): ConditionState {
  if (isAnswering === undefined || !outcome.isApplied) return condition(false, "NotProbed");
  return isAnswering ? condition(true, "SiteAnswers") : condition(false, "SiteNotAnswering");
}

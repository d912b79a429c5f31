import type { ModuleInstance, ModuleInstanceStatus } from "@tochka-rosta/crds";
import { findCondition, setConditions, type Clock } from "@tochka-rosta/controller-runtime";
import { judgement, toConditions, type Judgement } from "../judgement.ts";
import type { Reason } from "../reasons.ts";
import type { Deployment } from "../resources.ts";
import { buildOrigin, type Settings } from "../settings.ts";
import { isAvailable, isRolledOut, type InstanceOutcome } from "./apply.ts";
import type { Decision, HoldDecision, RunDecision, StopDecision } from "./decision.ts";
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

type Judgements = Readonly<Record<"Ready" | "Progressing" | "Stalled", Judgement>> &
  Readonly<Partial<Record<Part | "Suspended", Judgement>>>;
/** What a live site needs, in the order in which it comes about. */
type Part = "DatabaseReady" | "WorkloadAvailable" | "RouteProgrammed" | "Reachable";

/** Reasons that do not go away by themselves, though the operator keeps looking. */
const needPerson: ReadonlySet<Reason> = new Set<Reason>([
  "ApiRefused",
  "DatabaseNotOurs",
  "DatabaseRetired",
  "DatabaseServerOpen",
  "DatabaseServersFull",
  "DatabaseServerUnknown",
  "ImagePullFailed",
  "ModuleCrashing",
  "OutOfMemory",
  "PodInvalid",
  "QuotaExceeded",
  "RouteRefused",
]);

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
    conditions: setConditions(conditions, toConditions(judge(input), generation), clock),
  };
}

/** On hold the host may or may not be ours; what the status says of it is left out rather than guessed. */
function holdsHost(decision: Decision): boolean {
  return decision.mode !== "hold" || !["HostTaken", "HostReserved", "TenantNotFound"].includes(decision.reason);
}

function judge(input: ReportInput): Judgements {
  switch (input.decision.mode) {
    case "hold":
      return judgeHold(input.decision);
    case "stop":
      return judgeStop(input, input.decision);
    case "run":
      return judgeRun(input, input.decision);
  }
}

/** The parts keep what was last known of them. */
function judgeHold({ reason, message, needsPerson }: HoldDecision): Judgements {
  return {
    Ready: judgement(false, reason, message),
    Progressing: needsPerson ? judgement(false, "Settled") : judgement(true, "Working", message),
    Stalled: needsPerson ? judgement(true, reason, message) : judgement(false, "NothingInTheWay"),
  };
}

function judgeStop({ observed, outcome, deployment }: ReportInput, decision: StopDecision): Judgements {
  const { reason, message, needsPerson, status } = decision;
  const refused = outcome.refusal === undefined ? undefined : judgement(false, "ApiRefused", outcome.refusal);
  const isStopping = (deployment?.status?.replicas ?? 0) > 0 || !outcome.isApplied;
  return {
    DatabaseReady: judgeKeptDatabase(observed.instance),
    WorkloadAvailable: refused ?? judgement(false, "WorkloadStopped"),
    RouteProgrammed: judgement(false, "RouteRemoved"),
    Reachable: judgement(false, "NotProbed"),
    Suspended: status === "suspended" ? judgement(true, reason, message) : judgement(false, "NotSuspended"),
    Ready: judgement(false, reason, message),
    Progressing: isStopping ? judgement(true, "Working", "The module is being stopped.") : judgement(false, "Settled"),
    Stalled: needsPerson ? judgement(true, reason, message) : judgement(false, "NothingInTheWay"),
  };
}

function judgeKeptDatabase({ status }: Readonly<ModuleInstance>): Judgement {
  return status?.database === undefined ? judgement(false, "DatabasePending") : judgement(true, "DatabaseProvisioned");
}

function judgeRun(input: ReportInput, decision: RunDecision): Judgements {
  const { outcome, deployment } = input;
  const parts: Record<Part, Judgement> = {
    DatabaseReady: judgeDatabase(outcome),
    WorkloadAvailable: judgeWorkload(input),
    RouteProgrammed: outcome.route ?? judgement(false, "RoutePending"),
    Reachable: judgeReachability(outcome),
  };
  const firstProblem = Object.values(parts).find(({ status }) => !status);
  const ready = firstProblem ?? judgement(true, "SiteLive");
  const isRolling = !isRolledOut(deployment);
  const obstacle = firstProblem ?? (isRolling ? outcome.podProblem : undefined);
  const isStalled = obstacle !== undefined && needPerson.has(obstacle.reason);
  return {
    ...parts,
    Suspended: judgement(false, "NotSuspended"),
    Ready: ready,
    Progressing: judgeProgress(ready, isRolling, decision),
    Stalled: isStalled ? { ...obstacle, status: true } : judgement(false, "NothingInTheWay"),
  };
}

function judgeProgress(ready: Judgement, isRolling: boolean, decision: RunDecision): Judgement {
  if (!ready.status) return judgement(true, "Working", ready.message);
  return isRolling
    ? judgement(true, "Working", `Version ${decision.version} is starting.`)
    : judgement(false, "Settled");
}

function judgeDatabase({ database }: InstanceOutcome): Judgement {
  switch (database?.state) {
    case "ready":
      return judgement(true, "DatabaseProvisioned");
    case "not-needed":
      return judgement(true, "DatabaseNotNeeded");
    case "failed":
      return judgement(false, database.reason, database.message);
    case undefined:
      return judgement(false, "DatabasePending");
  }
}

function judgeWorkload({ outcome, deployment }: ReportInput): Judgement {
  if (isAvailable(deployment)) return judgement(true, "WorkloadAvailable");
  if (outcome.refusal !== undefined) return judgement(false, "ApiRefused", outcome.refusal);
  if (outcome.podProblem !== undefined) return outcome.podProblem;
  return judgement(false, outcome.isApplied ? "WorkloadStarting" : "WorkloadPending");
}

function judgeReachability({ isAnswering }: InstanceOutcome): Judgement {
  if (isAnswering === undefined) return judgement(false, "NotProbed");
  return isAnswering ? judgement(true, "SiteAnswers") : judgement(false, "SiteNotAnswering");
}

/** Milliseconds since a condition last changed its status; 0 when it is new. */
export function conditionAge(status: ModuleInstanceStatus, type: string, now: number): number {
  const since = findCondition(status.conditions, type)?.lastTransitionTime;
  return since === undefined ? 0 : Math.max(0, now - Date.parse(since));
}

import type { HostClaim } from "@tochka-rosta/crds";
import { keyOf, type ReconcileContext } from "@tochka-rosta/controller-runtime";
import { fieldManager, type OperatorContext } from "../context.ts";
import { uidOf } from "../ownership.ts";
import { resources, routeResources, type Deployment, type Route } from "../resources.ts";
import { describeRefusal, joinErrors, throwJoined, toError } from "../api-errors.ts";
import { applyResources, findApplied, type AppliedResource, type DesiredResource } from "../apply-resources.ts";
import { applyDatabase, type DatabaseOutcome } from "./database.ts";
import type { Decision, RunDecision, StopDecision } from "./decide.ts";
import { applyClaim, reportSite } from "./host-claim.ts";
import type { InstanceMemory } from "./memory.ts";
import type { ObservedInstance } from "./observe.ts";
import type { InstancePlan } from "./plan.ts";

/** How applying an instance's plan went. */
export interface InstanceOutcome {
  /** The claim that makes the host ours. */
  readonly claim: Readonly<HostClaim> | undefined;
  readonly database: DatabaseOutcome | undefined;
  /** Everything but the database is as planned. */
  readonly isApplied: boolean;
  /** As the API server answered, so that what is reported is never older than what was written. */
  readonly deployment: Readonly<Deployment> | undefined;
  readonly route: Readonly<Route> | undefined;
  /** New pods wait until fewer sites replace theirs; the old ones serve. */
  readonly isRolloutQueued: boolean;
  /** What the API server refused, for people. */
  readonly refusal: string | undefined;
  /** What to throw after the report. */
  readonly error: Error | undefined;
}

export interface ApplyInput<D = Decision> {
  readonly observed: ObservedInstance;
  readonly decision: D;
  readonly plan: InstancePlan;
  readonly memory: InstanceMemory;
}

type Mutable<T> = { -readonly [Field in keyof T]: T[Field] };

/**
 * Does what the plan says, as far as it gets, and reads nothing. What fails is in the outcome, so that it can be reported before
 * it is thrown.
 */
export async function applyInstance(
  context: OperatorContext,
  input: ApplyInput,
  run: ReconcileContext,
): Promise<InstanceOutcome> {
  const { observed, decision, plan } = input;
  const outcome: Mutable<InstanceOutcome> = {
    claim: undefined,
    database: undefined,
    isApplied: false,
    deployment: observed.deployment,
    route: observed.route,
    isRolloutQueued: false,
    refusal: undefined,
    error: undefined,
  };
  const errors: unknown[] = [...observed.readErrors];
  try {
    outcome.claim = await applyClaim(context, plan.claim, run);
    if (decision.mode === "run") await applyRun(context, { ...input, decision }, outcome, run);
    else if (decision.mode === "stop") await applyStop(context, { ...input, decision }, outcome, run);
    else outcome.isApplied = true;
  } catch (thrown) {
    errors.push(thrown);
  }
  if (errors.length > 0) {
    outcome.error = toError(joinErrors(errors));
    outcome.refusal = describeRefusal(outcome.error);
  }
  return outcome;
}

async function applyRun(
  context: OperatorContext,
  { plan, observed, decision, memory }: ApplyInput<RunDecision>,
  outcome: Mutable<InstanceOutcome>,
  run: ReconcileContext,
): Promise<void> {
  const subject = { instance: observed.instance, tenant: decision.tenant, memory };
  outcome.database = await applyDatabase(context, plan.database, subject, run);
  if (outcome.database === undefined) return;
  if (outcome.database.state === "failed" && plan.needsDatabaseFirst) return;
  const startedAt = context.clock.monotonic();
  await applySite(context, plan, outcome);
  await applyStages(context, { plan, observed }, outcome);
  if (observed.deployment === undefined) {
    context.metrics.observeProvision("objects", context.clock.monotonic() - startedAt);
  }
  const { staleRouteToRemove } = plan;
  if (staleRouteToRemove !== undefined) await context.staleRoutes.remove(staleRouteToRemove, run.signal);
  outcome.isApplied = true;
}

/** A live site gets new pods in its turn; everything else of it is applied at once. */
async function applyStages(
  context: OperatorContext,
  { plan, observed: { instance, deployment } }: Pick<ApplyInput, "plan" | "observed">,
  outcome: Mutable<InstanceOutcome>,
): Promise<void> {
  const { rollouts } = context;
  const key = keyOf(instance);
  const replaced = plan.replacesPods ? deployment : undefined;
  if (replaced === undefined) rollouts.leave(key);
  else outcome.isRolloutQueued = !rollouts.begin(replaced);
  const isHeldBack = ({ resource }: DesiredResource) =>
    outcome.isRolloutQueued && (resource as unknown) === resources.deployment;
  try {
    for (const stage of plan.stages) {
      const due = stage.filter((one) => !isHeldBack(one));
      noteApplied(context, outcome, await applyResources(context, due));
    }
  } finally {
    const isWritten = outcome.deployment?.metadata.generation !== deployment?.metadata.generation;
    if (!outcome.isRolloutQueued && !isWritten) rollouts.leave(key);
  }
}

/** The notice page first, then no way in, then no module: no visitor sees an error in between. All is tried; failures are joined. */
async function applyStop(
  context: OperatorContext,
  { plan, observed }: ApplyInput<StopDecision>,
  outcome: Mutable<InstanceOutcome>,
  { signal }: ReconcileContext,
): Promise<void> {
  const { client, settings, staleRoutes, rollouts } = context;
  const { routeToRemove, staleRouteToRemove, deploymentToScaleDown } = plan;
  rollouts.leave(keyOf(observed.instance));
  const errors: unknown[] = [];
  const attempt = async (work: () => Promise<unknown>): Promise<void> => {
    await work().catch((error: unknown) => errors.push(error));
  };
  await attempt(() => applySite(context, plan, outcome));
  if (routeToRemove !== undefined) {
    const resource = routeResources[settings.routing.kind];
    await attempt(() => client.delete(resource, routeToRemove.metadata, { uid: uidOf(routeToRemove) }, { signal }));
  }
  if (staleRouteToRemove !== undefined) await attempt(() => staleRoutes.remove(staleRouteToRemove, signal));
  for (const stage of plan.stages) {
    await attempt(async () => noteApplied(context, outcome, await applyResources(context, stage)));
  }
  if (deploymentToScaleDown !== undefined) {
    const { metadata } = deploymentToScaleDown;
    const patch = { spec: { replicas: 0 } };
    await attempt(() => client.patchMerge(resources.deployment, metadata, patch, { fieldManager }));
  }
  throwJoined(errors);
  outcome.isApplied = true;
}

async function applySite(context: OperatorContext, { site }: InstancePlan, { claim }: InstanceOutcome): Promise<void> {
  if (site !== undefined && claim !== undefined) await reportSite(context, claim, site);
}

function noteApplied(
  { settings }: OperatorContext,
  outcome: Mutable<InstanceOutcome>,
  applied: readonly AppliedResource[],
): void {
  outcome.deployment = findApplied(applied, resources.deployment) ?? outcome.deployment;
  outcome.route = findApplied(applied, routeResources[settings.routing.kind]) ?? outcome.route;
}

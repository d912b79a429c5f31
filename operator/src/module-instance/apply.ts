import type { HostClaim } from "@tochka-rosta/crds";
import { isConditionTrue, keyOf, type ReconcileContext } from "@tochka-rosta/controller-runtime";
import { fieldManager, type OperatorContext } from "../context.ts";
import { condition, type ConditionState } from "../condition.ts";
import { uidOf } from "../ownership.ts";
import { resources, routeResources, type Deployment } from "../resources.ts";
import { describeRefusal, throwJoined, toError } from "../api-errors.ts";
import { applyResources } from "../apply-resources.ts";
import { ensureDatabase, type DatabaseOutcome } from "./database.ts";
import type { Decision } from "./decision.ts";
import { reportSite } from "./host-claim.ts";
import type { InstanceMemory } from "./memory.ts";
import type { ObservedInstance } from "./observe.ts";
import type { InstancePlan } from "./plan.ts";
import { findPodProblem } from "./pod-problem.ts";
import { evaluateHttpRoute } from "./route-status.ts";

/** How applying an instance's plan went. */
export interface InstanceOutcome {
  readonly database: DatabaseOutcome | undefined;
  /** Everything but the database is as planned. */
  readonly isApplied: boolean;
  /** What the API server refused, for people. */
  readonly refusal: string | undefined;
  readonly podProblem: ConditionState | undefined;
  /** How the route stands once the plan was applied; undefined when none is desired, or it was not reached. */
  readonly route: ConditionState | undefined;
  /** Undefined when the site was not asked. */
  readonly isAnswering: boolean | undefined;
  /** What to throw after the report. */
  readonly error: Error | undefined;
}

export interface ApplyInput {
  readonly observed: ObservedInstance;
  readonly decision: Decision;
  readonly plan: InstancePlan;
  readonly claim: Readonly<HostClaim> | undefined;
  readonly memory: InstanceMemory;
}

/** Does what the plan says, as far as it gets. What fails is in the outcome, so that it can be reported before it is thrown. */
export async function applyInstance(
  context: OperatorContext,
  input: ApplyInput,
  run: ReconcileContext,
): Promise<InstanceOutcome> {
  const outcome = {
    database: undefined,
    isApplied: false,
    refusal: undefined,
    podProblem: undefined,
    route: undefined,
  } as const;
  let database: DatabaseOutcome | undefined;
  try {
    if (input.decision.mode === "stop") await applyStop(context, input, run);
    if (input.decision.mode === "run") {
      database = await ensureDatabase(context, { ...input.observed, ...input.decision, memory: input.memory }, run);
      // A module without its database would only crash; one that runs already is kept as it should be.
      if (database.state === "failed" && input.observed.deployment === undefined) {
        return { ...outcome, database, isAnswering: undefined, error: undefined };
      }
      await applyRun(context, input);
    }
    const podProblem = await diagnosePods(context, input.observed, input.decision, run);
    const route = input.decision.mode === "run" ? await reconcileRoute(context, input.observed, run) : undefined;
    const isAnswering = await probeSite(context, input, run);
    return { ...outcome, database, isApplied: true, podProblem, route, isAnswering, error: undefined };
  } catch (thrown) {
    const error = toError(thrown);
    return { ...outcome, database, refusal: describeRefusal(error), isAnswering: undefined, error };
  }
}

async function applyRun(context: OperatorContext, { plan, claim, observed }: ApplyInput): Promise<void> {
  const startedAt = context.clock.monotonic();
  if (claim !== undefined && (claim.status?.site ?? "Starting") !== "Live")
    await reportSite(context, claim, "Starting");
  let sent = 0;
  for (const stage of plan.stages) sent += await applyResources(context, stage);
  if (sent > 0 && observed.deployment === undefined) {
    context.metrics.observeProvision("objects", context.clock.monotonic() - startedAt);
  }
}

/** The notice page first, then no way in, then no module: nobody sees an error in between. All is tried; failures are joined. */
async function applyStop(context: OperatorContext, input: ApplyInput, { signal }: ReconcileContext): Promise<void> {
  const { plan, claim, decision, observed } = input;
  const errors: unknown[] = [];
  const attempt = async (work: () => Promise<unknown>): Promise<void> => {
    await work().catch((error: unknown) => errors.push(error));
  };
  if (claim !== undefined && decision.mode === "stop") {
    await attempt(() => reportSite(context, claim, decision.site));
  }
  const { routeToRemove: route } = plan;
  if (route !== undefined) {
    const resource = routeResources[context.settings.routing.kind];
    await attempt(() => context.client.delete(resource, route.metadata, { uid: uidOf(route) }, { signal }));
  }
  await attempt(() => context.formerRoutes.remove(keyOf(observed.instance), signal));
  for (const stage of plan.stages) await attempt(() => applyResources(context, stage));
  const { deployment } = observed;
  if (plan.mustScaleDown && deployment !== undefined) {
    const patch = { spec: { replicas: 0 } };
    await attempt(() => context.client.patchMerge(resources.deployment, deployment.metadata, patch, { fieldManager }));
  }
  throwJoined(errors);
}

/** The former way to the site goes when the new one is there, so that visitors notice nothing. */
async function reconcileRoute(
  { caches, settings, formerRoutes }: OperatorContext,
  { instance }: ObservedInstance,
  { signal }: ReconcileContext,
): Promise<ConditionState> {
  const { routing } = settings;
  const route =
    routing.kind === "HTTPRoute"
      ? evaluateHttpRoute(caches.routes.get(keyOf(instance)), routing.gateway)
      : condition(true, "RouteProgrammed");
  if (route.status) await formerRoutes.remove(keyOf(instance), signal);
  return route;
}

const startingMilliseconds = 2_000;

async function diagnosePods(
  context: OperatorContext,
  { instance }: ObservedInstance,
  decision: Decision,
  { signal }: ReconcileContext,
): Promise<ConditionState | undefined> {
  const deployment = context.caches.deployments.get(keyOf(instance));
  if (decision.mode !== "run" || deployment === undefined || isRolledOut(deployment)) return undefined;
  const age = context.clock.now() - Date.parse(deployment.metadata.creationTimestamp ?? "");
  if (!(age >= startingMilliseconds)) return undefined;
  return findPodProblem(context, instance, deployment, { signal });
}

/** Whether at least one replica serves, of whatever version. */
export function isAvailable(deployment: Readonly<Deployment> | undefined): boolean {
  return (deployment?.spec?.replicas ?? 0) > 0 && (deployment?.status?.availableReplicas ?? 0) > 0;
}

/** Whether exactly the desired version serves. */
export function isRolledOut(deployment: Readonly<Deployment> | undefined): boolean {
  const { metadata, spec, status } = deployment ?? {};
  return (
    isAvailable(deployment) &&
    (status?.observedGeneration ?? 0) >= (metadata?.generation ?? 0) &&
    status?.updatedReplicas === spec?.replicas &&
    status?.replicas === spec?.replicas
  );
}

/** A site that answers is asked again after this time. */
const answerLifetimeMilliseconds = 5 * 60_000;
/** One lost answer is no outage. */
const toleratedFailures = 2;

async function probeSite(
  context: OperatorContext,
  { observed, decision, memory }: ApplyInput,
  { signal }: ReconcileContext,
): Promise<boolean | undefined> {
  if (decision.mode !== "run" || !isAvailable(context.caches.deployments.get(keyOf(observed.instance)))) {
    delete memory.answeredAt;
    return undefined;
  }
  const { answeredAt } = memory;
  const now = context.clock.monotonic();
  if (answeredAt !== undefined && now - answeredAt < answerLifetimeMilliseconds) return true;
  const path = decision.module.spec.healthPath ?? "/health";
  const isAnswering = await context.probeSite(observed.host, path, signal);
  if (isAnswering) {
    memory.answeredAt = now;
    memory.failedProbes = 0;
    return true;
  }
  memory.failedProbes = (memory.failedProbes ?? 0) + 1;
  // What an earlier process saw counts as well.
  const hasAnswered = answeredAt !== undefined || isConditionTrue(observed.instance.status?.conditions, "Reachable");
  return hasAnswered && memory.failedProbes <= toleratedFailures;
}

import type { HostClaim, ModuleInstanceStatus } from "@tochka-rosta/crds";
import { isConditionTrue, type Clock } from "@tochka-rosta/controller-runtime";
import type { OperatorCaches } from "../caches.ts";
import { listFinalizerWrites, listStageWrites, listStatusWrites, type PendingWrite } from "../pending-write.ts";
import { resources, routeResources, type Deployment, type Route } from "../resources.ts";
import type { Settings } from "../settings.ts";
import type { InstanceOutcome } from "./apply.ts";
import { buildSecretWith, type DatabaseStep } from "./binding.ts";
import type { DatabaseOutcome } from "./database.ts";
import type { Decision, RunDecision } from "./decide.ts";
import { buildSiteStatus, isSiteReported } from "./host-claim.ts";
import type { ObservedInstance } from "./observe.ts";
import type { InstancePlan } from "./plan.ts";
import { buildInstanceStatus } from "./status.ts";

/** Stands for the password that applying would generate. */
export const placeholderPassword = "(generated)";

/** A plan, and where it comes from. */
export interface PlannedInstance {
  readonly observed: ObservedInstance;
  readonly decision: Decision;
  readonly plan: InstancePlan;
}

export interface InstancePreview {
  /** What one reconcile writes, in its order; nothing when all is as it should be. */
  readonly writes: readonly PendingWrite[];
  /** The status that it writes, or leaves. */
  readonly status: ModuleInstanceStatus;
  /** The reconcile ends after its writes and begins again, since what was in the way is gone only then. */
  readonly isRepeated: boolean;
}

/** What applying a plan writes, if the API server and the database server accept it. Pure. */
export function previewInstance(
  planned: PlannedInstance,
  { caches, settings, clock }: { caches: OperatorCaches; settings: Settings; clock: Pick<Clock, "now"> },
): InstancePreview {
  const { observed, decision, plan } = planned;
  const { instance } = observed;
  const writes = listFinalizerWrites(resources.moduleInstance, instance);
  if (plan.claim.action === "create" || plan.claim.action === "remove") {
    const verb = plan.claim.action === "create" ? "create" : "delete";
    writes.push({ verb, resource: resources.hostClaim, object: plan.claim.claim });
  }
  if (plan.claim.action === "remove") return { writes, status: instance.status ?? {}, isRepeated: true };
  if (plan.database.action === "removeLeftover") {
    writes.push({ verb: "delete", resource: resources.secret, object: plan.database.secret });
    return { writes, status: instance.status ?? {}, isRepeated: true };
  }
  if (decision.mode === "run") writes.push(...listSecretWrites(observed, decision, plan.database));
  const database = predictDatabase(plan.database);
  const isHeld = database === undefined || (database.state === "failed" && plan.needsDatabaseFirst);
  if (!isHeld) writes.push(...listSiteWrites(planned, { caches, settings, clock }));
  const outcome = predictOutcome(planned, { writes, settings, database, isApplied: !isHeld });
  const status = buildInstanceStatus({ observed, decision, outcome, settings }, clock);
  if (isConditionTrue(status.conditions, "Ready")) writes.push(...listClaimStatus(plan, "Live", clock));
  writes.push(...listStatusWrites(resources.moduleInstance, instance, status));
  return { writes, status, isRepeated: false };
}

function listSecretWrites(
  { instance }: ObservedInstance,
  { tenant }: RunDecision,
  step: DatabaseStep,
): readonly PendingWrite[] {
  if (step.action !== "ensure" || step.secret.action === "keep") return [];
  const verb = step.secret.action === "create" ? "create" : "apply";
  const object =
    step.secret.action === "apply"
      ? step.secret.secret
      : buildSecretWith(placeholderPassword, { instance, tenant, server: step.server });
  return [{ verb, resource: resources.secret, object }];
}

function listSiteWrites(
  { plan }: PlannedInstance,
  { caches, settings, clock }: { caches: OperatorCaches; settings: Settings; clock: Pick<Clock, "now"> },
): readonly PendingWrite[] {
  const { routeToRemove, staleRouteToRemove, deploymentToScaleDown } = plan;
  const route = routeResources[settings.routing.kind];
  const stale = routeResources[settings.routing.kind === "Ingress" ? "HTTPRoute" : "Ingress"];
  return [
    ...(plan.site === undefined ? [] : listClaimStatus(plan, plan.site, clock)),
    ...(routeToRemove === undefined ? [] : [{ verb: "delete", resource: route, object: routeToRemove } as const]),
    ...listStageWrites(caches, plan.stages),
    ...(staleRouteToRemove === undefined
      ? []
      : [{ verb: "delete", resource: stale, object: staleRouteToRemove } as const]),
    ...(deploymentToScaleDown === undefined
      ? []
      : [{ verb: "scale", resource: resources.deployment, object: scaleToZero(deploymentToScaleDown) } as const]),
  ];
}

function scaleToZero(deployment: Readonly<Deployment>): Deployment {
  return { ...deployment, spec: { ...deployment.spec, replicas: 0 } };
}

function listClaimStatus(
  { claim: step }: InstancePlan,
  site: NonNullable<InstancePlan["site"]>,
  clock: Pick<Clock, "now">,
): PendingWrite[] {
  if (step.action !== "keep" && step.action !== "create") return [];
  const claim: Readonly<HostClaim> = step.claim;
  if (isSiteReported(claim, site)) return [];
  return listStatusWrites(resources.hostClaim, claim, buildSiteStatus(claim, site, clock));
}

function predictDatabase(step: DatabaseStep): DatabaseOutcome | undefined {
  switch (step.action) {
    case "none":
      return { state: "not-needed" };
    case "wait":
    case "removeLeftover":
      return undefined;
    case "keep":
      return { state: "ready", server: step.server, database: step.database, origin: "kept" };
    case "refuse":
      return { state: "failed", reason: step.reason, message: step.message };
    case "ensure":
      return { state: "ready", server: step.server.name, database: step.desired.names.database, origin: "kept" };
  }
}

/** As the API server would answer: an object that is sent is of a generation that no controller has seen yet. */
function predictOutcome(
  { observed, plan }: PlannedInstance,
  after: {
    readonly writes: readonly PendingWrite[];
    readonly settings: Settings;
    readonly database: DatabaseOutcome | undefined;
    readonly isApplied: boolean;
  },
): Pick<InstanceOutcome, "claim" | "database" | "isApplied" | "deployment" | "route" | "refusal" | "isRolloutQueued"> {
  const { database, isApplied } = after;
  const sent = (resource: unknown) =>
    after.writes.find((write) => write.verb === "apply" && (write.resource as unknown) === resource)?.object;
  const answer = <T extends Deployment | Route>(resource: unknown, before: Readonly<T> | undefined): T | undefined => {
    const object = sent(resource) as T | undefined;
    if (object === undefined) return before;
    const generation = (before?.metadata.generation ?? 0) + 1;
    return { ...before, ...object, metadata: { ...before?.metadata, ...object.metadata, generation } };
  };
  return {
    claim: plan.claim.action === "keep" || plan.claim.action === "create" ? plan.claim.claim : undefined,
    database,
    isApplied,
    // Whose turn it is only the running operator knows.
    isRolloutQueued: false,
    deployment: answer<Deployment>(resources.deployment, observed.deployment),
    route: answer<Route>(routeResources[after.settings.routing.kind], observed.route),
    refusal: observed.readErrors[0]?.message,
  };
}

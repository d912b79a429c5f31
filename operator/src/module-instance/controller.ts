import {
  operatorFinalizer,
  tenantNamespace,
  type HostClaim,
  type Module,
  type ModuleInstance,
  type Tenant,
} from "@tochka-rosta/crds";
import {
  applyStatus,
  keyOf,
  isConditionTrue,
  type CacheEvent,
  type ControllerOptions,
  type OwnedResource,
  type ReconcileContext,
  type ReconcileResult,
  type WatchedResource,
} from "@tochka-rosta/controller-runtime";
import { asWatched, type Selections } from "../caches.ts";
import { fieldManager, type OperatorContext } from "../context.ts";
import { resources } from "../resources.ts";
import { applyInstance, type InstanceOutcome } from "./apply.ts";
import { buildDeletingStatus, instanceCleanupSteps } from "./cleanup.ts";
import { decide, refuseHost, type Decision } from "./decision.ts";
import { buildHostClaim, claimHost, reportSite } from "./host-claim.ts";
import { InstanceMemories } from "./memory.ts";
import { observeInstance, type ObservedInstance } from "./observe.ts";
import { planInstance } from "./plan.ts";
import { planRequeue, requeueLowPriority } from "./requeue.ts";
import { buildInstanceStatus } from "./report.ts";
import { listEvents } from "./events.ts";

const concurrency = 16;

/** Makes an instance's host, database, workload and route, and takes them away again. */
export function createModuleInstanceController(
  context: OperatorContext,
  selections: Selections,
): ControllerOptions<ModuleInstance> {
  const memories = new InstanceMemories();
  return {
    name: "module-instance",
    for: selections.moduleInstances,
    owns: [selections.deployments, selections.services, selections.routes, selections.configMaps] as OwnedResource[],
    watches: watchedResources(context, selections),
    finalizer: operatorFinalizer,
    concurrency,
    reconciler: {
      reconcile: (instance, run) => reconcileInstance(context, memories, instance, run),
      cleanup: (instance, run) => cleanUpInstance(context, instance, run),
      forget: (key) => memories.forget(key),
    },
  };
}

/** Observe, decide, plan, apply, report. */
async function reconcileInstance(
  context: OperatorContext,
  memories: InstanceMemories,
  instance: Readonly<ModuleInstance>,
  run: ReconcileContext,
): Promise<ReconcileResult | void> {
  const { settings, clock, caches, client } = context;
  const memory = memories.of(run.key);
  const observed = observeInstance(context, instance);
  const { decision, claim } = await secureHost(context, observed, run);
  const plan = planInstance(observed, decision, settings);
  const outcome = await applyInstance(context, { observed, decision, plan, claim, memory }, run);
  // What was broken off has found out nothing: a probe that ends with the operator is no site that is down.
  run.signal.throwIfAborted();
  // Nothing is known for sure after a lost connection or a conflict: the next try reports.
  if (outcome.error !== undefined && outcome.refusal === undefined) throw outcome.error;
  const deployment = caches.deployments.get(keyOf(instance));
  const status = buildInstanceStatus({ observed, decision, outcome, deployment, settings }, clock);
  if (claim !== undefined && isConditionTrue(status.conditions, "Ready")) await reportSite(context, claim, "Live");
  await applyStatus(client, resources.moduleInstance, instance, status, { fieldManager });
  recordEvents(context, instance, status, outcome);
  if (outcome.error !== undefined) throw outcome.error;
  return planRequeue({ decision, outcome, deployment, status, now: clock.now() });
}

/** The host comes before all else: an instance without one makes nothing. */
async function secureHost(
  context: OperatorContext,
  observed: ObservedInstance,
  { signal }: ReconcileContext,
): Promise<{ decision: Decision; claim?: Readonly<HostClaim> }> {
  const decision = decide(observed, context.settings);
  if (decision.mode === "blocked") return { decision };
  const desired = buildHostClaim(observed.host, observed.instance, decision.tenant);
  const claim = await claimHost(context, desired, observed.hostClaim, { signal });
  return claim === undefined ? { decision: refuseHost(observed.host) } : { decision, claim };
}

function recordEvents(
  { events, metrics, clock }: OperatorContext,
  instance: Readonly<ModuleInstance>,
  status: ReturnType<typeof buildInstanceStatus>,
  { database }: InstanceOutcome,
): void {
  const isDatabaseNew = database?.state === "ready" && database.isNew;
  for (const event of listEvents(instance, status, { isDatabaseNew })) {
    events.record(instance, event);
    if (event.reason !== "SiteLive") continue;
    const progressingSince = instance.status?.conditions?.find(
      ({ type }) => type === "Progressing",
    )?.lastTransitionTime;
    const startedAt = Date.parse(progressingSince ?? instance.metadata.creationTimestamp ?? "");
    if (startedAt > 0) metrics.observeProvision("live", clock.now() - startedAt);
  }
}

async function cleanUpInstance(
  context: OperatorContext,
  instance: Readonly<ModuleInstance>,
  run: ReconcileContext,
): Promise<ReconcileResult | "done"> {
  for (const step of instanceCleanupSteps) {
    const obstacle = await step(context, instance, run);
    if (obstacle === undefined) continue;
    const status = buildDeletingStatus(instance, [obstacle.sentence], context.clock);
    await applyStatus(context.client, resources.moduleInstance, instance, status, { fieldManager });
    return requeueLowPriority(obstacle.requeueAfterMilliseconds);
  }
  return "done";
}

/** Whose changes concern instances: their tenant, their module, whoever holds their host, and their siblings. */
function watchedResources({ caches }: OperatorContext, selections: Selections): WatchedResource[] {
  const keysIn = (namespace: string) => caches.moduleInstances.list(namespace).map(keyOf);
  const tenants = asWatched<Tenant>({
    ...selections.tenants,
    map: (tenant) => keysIn(tenantNamespace(tenant.metadata.name)),
    predicate: hasTenantChanged,
  });
  const modules = asWatched<Module>({
    ...selections.modules,
    map: (module) => caches.moduleInstances.byIndex("module", module.metadata.name).map(keyOf),
    predicate: ({ object, old }) => object.metadata.generation !== old?.metadata.generation,
  });
  const hostClaims = asWatched<HostClaim>({
    ...selections.hostClaims,
    map: (claim) => caches.moduleInstances.byIndex("host", claim.metadata.name).map(keyOf),
    // Our own writes to it concern nobody; that it is gone concerns its holder and whoever waits for the host.
    predicate: ({ type }) => type === "deleted",
  });
  const siblings = asWatched<ModuleInstance>({
    ...selections.moduleInstances,
    map: (instance) => keysIn(instance.metadata.namespace ?? "").filter((key) => key !== keyOf(instance)),
    predicate: hasSubdomainChanged,
  });
  return [tenants, modules, hostClaims, siblings];
}

function hasTenantChanged({ object, old }: CacheEvent<Tenant>): boolean {
  return (
    object.metadata.generation !== old?.metadata.generation ||
    object.metadata.deletionTimestamp !== old?.metadata.deletionTimestamp ||
    isConditionTrue(object.status?.conditions, "Ready") !== isConditionTrue(old?.status?.conditions, "Ready")
  );
}

/** A subdomain was taken or became free. */
function hasSubdomainChanged({ type, object, old }: CacheEvent<ModuleInstance>): boolean {
  if (type === "deleted") return true;
  const wants = (instance: Readonly<ModuleInstance> | undefined) =>
    instance !== undefined && instance.spec.active !== false && instance.metadata.deletionTimestamp === undefined;
  return wants(object) !== wants(old);
}

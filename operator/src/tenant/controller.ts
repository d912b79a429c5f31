import { operatorFinalizer, type ModuleInstance, type Tenant } from "@tochka-rosta/crds";
import {
  applyStatus,
  describeError,
  isConditionTrue,
  WaitError,
  type CacheEvent,
  type ControllerOptions,
  type OwnedResource,
  type ReconcileContext,
  type ReconcileResult,
} from "@tochka-rosta/controller-runtime";
import { asWatched, tenantNameOf, type Selections } from "../caches.ts";
import { fieldManager, type OperatorContext } from "../context.ts";
import { resources } from "../resources.ts";
import { describeRefusal, isForbidden, toError } from "../api-errors.ts";
import { applyResources } from "../apply-resources.ts";
import { buildDeletingStatus, tenantCleanupSteps } from "./cleanup.ts";
import { observeTenant, type ObservedTenant } from "./observe.ts";
import { planTenant, type TenantPlan } from "./plan.ts";
import { buildTenantStatus, type TenantOutcome } from "./report.ts";

const concurrency = 8;
/** Something stands in the way that sends no event when it goes. */
const recheckMilliseconds = 5_000;
const rightsMilliseconds = 200;
const newNamespaceMilliseconds = 15_000;

/** Makes a tenant's namespace and what belongs in it, and takes it away again. */
export function createTenantController(context: OperatorContext, selections: Selections): ControllerOptions<Tenant> {
  return {
    name: "tenant",
    for: selections.tenants,
    owns: [
      selections.namespaces,
      selections.resourceQuotas,
      selections.limitRanges,
      selections.networkPolicies,
      selections.serviceAccounts,
      selections.roleBindings,
      ...(selections.certificates === undefined ? [] : [selections.certificates]),
    ] as readonly OwnedResource[],
    watches: [
      asWatched<ModuleInstance>({
        ...selections.moduleInstances,
        map: (instance) => [tenantNameOf(instance)].filter((name) => name !== ""),
        predicate: hasCountChanged,
      }),
    ],
    finalizer: operatorFinalizer,
    concurrency,
    reconciler: {
      reconcile: (tenant, run) => reconcileTenant(context, tenant, run),
      cleanup: (tenant, run) => cleanUpTenant(context, tenant, run),
    },
  };
}

/** Observe, plan, apply, report. */
async function reconcileTenant(
  context: OperatorContext,
  tenant: Readonly<Tenant>,
  { signal }: ReconcileContext,
): Promise<ReconcileResult | void> {
  const observed = await observeTenant(context, tenant, { signal });
  const plan = planTenant(observed, context.settings, context.servers);
  const { outcome, error } = await applyPlan(context, plan);
  if (error !== undefined && isForbidden(error) && areRightsNew(observed, outcome, context)) {
    throw new WaitError("the API server has not heard of our rights in the namespace yet", rightsMilliseconds);
  }
  // Nothing is known for sure after a lost connection or a conflict: the next try reports.
  if (error !== undefined && outcome.refusal === undefined) throw error;
  const status = buildTenantStatus(observed, plan, outcome, context.clock);
  await applyStatus(context.client, resources.tenant, tenant, status, { fieldManager });
  recordChanges(context, tenant, status);
  if (error !== undefined) throw error;
  if (plan.problem !== undefined) return { requeueAfterMilliseconds: recheckMilliseconds };
}

/** An API server of several hears of a new RoleBinding a moment later: no refusal that anybody should read of. */
function areRightsNew(
  { namespace }: ObservedTenant,
  { stagesApplied }: TenantOutcome,
  { clock }: OperatorContext,
): boolean {
  const createdAt = Date.parse(namespace?.metadata.creationTimestamp ?? "");
  const isNew = namespace === undefined || clock.now() - createdAt < newNamespaceMilliseconds;
  return isNew && stagesApplied >= 2;
}

async function applyPlan(
  context: OperatorContext,
  plan: TenantPlan,
): Promise<{ outcome: TenantOutcome; error?: Error }> {
  let stagesApplied = 0;
  try {
    for (const stage of plan.stages) {
      await applyResources(context, stage);
      stagesApplied += 1;
    }
    return { outcome: { stagesApplied, refusal: undefined } };
  } catch (thrown) {
    const error = toError(thrown);
    return { outcome: { stagesApplied, refusal: describeRefusal(error) }, error };
  }
}

function recordChanges(
  { events }: OperatorContext,
  tenant: Readonly<Tenant>,
  status: ReturnType<typeof buildTenantStatus>,
): void {
  const changedTo = (type: string) =>
    isConditionTrue(status.conditions, type) !== isConditionTrue(tenant.status?.conditions, type)
      ? isConditionTrue(status.conditions, type)
      : undefined;
  if (changedTo("Ready") === true) {
    events.record(tenant, {
      type: "Normal",
      reason: "TenantReady",
      action: "Provision",
      note: "The tenant can have modules.",
    });
  }
  const suspended = changedTo("Suspended");
  if (suspended === true) {
    const note = status.conditions?.find(({ type }) => type === "Suspended")?.message ?? "";
    events.record(tenant, { type: "Warning", reason: "TenantSuspended", action: "Suspend", note });
  } else if (suspended === false) {
    events.record(tenant, { type: "Normal", reason: "TenantResumed", action: "Resume", note: "The sites come back." });
  }
}

async function cleanUpTenant(
  context: OperatorContext,
  tenant: Readonly<Tenant>,
  run: ReconcileContext,
): Promise<ReconcileResult | "done"> {
  for (const step of tenantCleanupSteps) {
    const obstacles = await step(context, tenant, run).catch((error: unknown) => {
      run.log.warn({ error: describeError(error) }, "a step of the tenant's cleanup failed");
      throw error;
    });
    if (obstacles.length === 0) continue;
    const status = buildDeletingStatus(tenant, obstacles, context.clock);
    await applyStatus(context.client, resources.tenant, tenant, status, { fieldManager });
    return { requeueAfterMilliseconds: recheckMilliseconds };
  }
  return "done";
}

/** Only what moves `status.modules`, or a deletion, concerns the tenant; an instance's status moves far more often. */
function hasCountChanged({ type, object, old }: CacheEvent<ModuleInstance>): boolean {
  if (type !== "updated" || old === undefined) return true;
  return (
    object.spec.active !== old.spec.active ||
    object.metadata.deletionTimestamp !== old.metadata.deletionTimestamp ||
    object.status?.blockedBy?.join() !== old.status?.blockedBy?.join()
  );
}

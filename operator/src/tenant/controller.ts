import { operatorFinalizer, tenantOfNamespace, type ModuleInstance, type Tenant } from "@tochka-rosta/crds";
import {
  applyStatus,
  describeError,
  keyOf,
  LOW_PRIORITY,
  type CacheEvent,
  type ControllerOptions,
  type OwnedResource,
  type ReconcileContext,
  type ReconcileResult,
  type ReconcileSource,
} from "@tochka-rosta/controller-runtime";
import { asWatched, tenantNameOf, type Selections } from "../caches.ts";
import { fieldManager, type OperatorContext } from "../context.ts";
import { resources, type Deployment } from "../resources.ts";
import { applyTenant } from "./apply.ts";
import { buildDeletingStatus, tenantCleanupSteps } from "./cleanup.ts";
import { hasOwnNames, isWithoutOldPods } from "./name-servers.ts";
import { observeTenant } from "./observe.ts";
import { planTenant } from "./plan.ts";
import { reportTenant } from "./report.ts";

const concurrency = 8;
/** Something stands in the way of a deletion that sends no event when it goes. */
const recheckMilliseconds = 5_000;

/** Makes a tenant's namespace and what belongs in it, and takes it away again. */
export function createTenantController(context: OperatorContext, selections: Selections): ControllerOptions<Tenant> {
  const { settings } = context;
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
      asWatched<Deployment>({
        ...selections.deployments,
        map: ({ metadata }) => [tenantOfNamespace(metadata.namespace ?? "") ?? ""].filter((name) => name !== ""),
        predicate: ({ object, old }) => settings.egressUrl !== undefined && mayClose(object) && !mayClose(old),
      }),
    ],
    sources: [(enqueue) => context.services.onChange(() => enqueueTenants(context, enqueue))],
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
): Promise<ReconcileResult | undefined> {
  const observed = await observeTenant(context, tenant, { signal });
  const plan = planTenant(observed, context.settings, context.servers);
  const outcome = await applyTenant(context, observed, plan);
  return reportTenant(context, observed, plan, outcome);
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

/** The last pod that asked for names may be gone: the policy need let nobody ask any more. */
function mayClose(deployment: Readonly<Deployment> | undefined): boolean {
  return deployment !== undefined && hasOwnNames(deployment) && isWithoutOldPods(deployment);
}

function enqueueTenants({ caches }: OperatorContext, enqueue: Parameters<ReconcileSource>[0]): void {
  for (const tenant of caches.tenants.list()) enqueue(keyOf(tenant), { priority: LOW_PRIORITY });
}

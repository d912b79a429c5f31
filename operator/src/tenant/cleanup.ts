import { identityOf, labels, tenantNamespace, type Tenant, type TenantStatus } from "@tochka-rosta/crds";
import { type ReconcileContext } from "@tochka-rosta/controller-runtime";
import type { OperatorContext } from "../context.ts";
import { condition, reportConditions } from "../condition.ts";
import { findHolder } from "../identity-holder.ts";
import { uidOf } from "../ownership.ts";
import { resources } from "../resources.ts";

/** What still stands in the way of a deletion, one sentence each; nothing means the step is done. */
export type Obstacles = readonly string[];
type Step = (context: OperatorContext, tenant: Readonly<Tenant>, run: ReconcileContext) => Promise<Obstacles>;

/**
 * What goes with a tenant, in this order. Instances first, while the operator still has its rights in the namespace: their own
 * cleanup takes care of data. Every step can be repeated; one that finds nothing is done.
 */
export const tenantCleanupSteps: readonly Step[] = [deleteInstances, deleteNamespace];

async function deleteInstances(
  { caches, client }: OperatorContext,
  tenant: Readonly<Tenant>,
  { signal }: ReconcileContext,
): Promise<Obstacles> {
  const namespace = tenantNamespace(tenant.metadata.name);
  if (!(await ownsNamespace({ caches, client }, tenant, signal))) return [];
  const instances = caches.moduleInstances.list(namespace);
  for (const instance of instances) {
    if (instance.metadata.deletionTimestamp !== undefined) continue;
    await client.delete(resources.moduleInstance, instance.metadata, { uid: uidOf(instance) }, { signal });
  }
  if (instances.length > 0) return instances.flatMap(describeInstance);
  // The cache may lag behind: only the API server itself knows that none is left.
  const left = await client.list(resources.moduleInstance, { namespace, signal });
  return left.map(({ metadata }) => `Module instance ${metadata.name} is being deleted.`);
}

function describeInstance({ metadata, status }: { metadata: { name: string }; status?: { blockedBy?: string[] } }) {
  const reasons = status?.blockedBy ?? [];
  const own = `Module instance ${metadata.name} is being deleted.`;
  return reasons.length === 0 ? [own] : reasons.map((reason) => `Module instance ${metadata.name}: ${reason}`);
}

async function deleteNamespace(
  { caches, client }: OperatorContext,
  tenant: Readonly<Tenant>,
  { signal }: ReconcileContext,
): Promise<Obstacles> {
  const name = tenantNamespace(tenant.metadata.name);
  const namespace = await client.get(resources.namespace, { name }, { signal });
  // A namespace that is not ours was never taken over, so it is not ours to remove.
  if (namespace?.metadata.labels?.[labels.tenantUid] !== identityOf(tenant) || isNamesake({ caches }, tenant))
    return [];
  if (namespace.metadata.deletionTimestamp === undefined) {
    await client.delete(resources.namespace, { name }, { uid: uidOf(namespace) }, { signal });
  }
  const isGone = (await client.get(resources.namespace, { name }, { signal })) === undefined;
  return isGone ? [] : [`Namespace ${name} is being emptied.`];
}

async function ownsNamespace(
  { caches, client }: Pick<OperatorContext, "caches" | "client">,
  tenant: Readonly<Tenant>,
  signal: AbortSignal,
): Promise<boolean> {
  const name = tenantNamespace(tenant.metadata.name);
  const namespace = await client.get(resources.namespace, { name }, { signal });
  return namespace?.metadata.labels?.[labels.tenantUid] === identityOf(tenant) && !isNamesake({ caches }, tenant);
}

/** What bears another's identity goes without touching anything of that other. */
function isNamesake({ caches }: Pick<OperatorContext, "caches">, tenant: Readonly<Tenant>): boolean {
  const bearers = caches.tenants.byIndex("identity", identityOf(tenant));
  const others = bearers.filter(({ metadata }) => metadata.uid !== tenant.metadata.uid);
  return findHolder([tenant, ...others]) !== tenant;
}

/** The status of a tenant on its way out: what was known, and what is in the way. Pure. */
export function buildDeletingStatus(
  tenant: Readonly<Tenant>,
  blockedBy: Obstacles,
  clock: Pick<OperatorContext["clock"], "now">,
): TenantStatus {
  const generation = tenant.metadata.generation ?? 0;
  const states = {
    Ready: condition(false, "Deleting"),
    Progressing: condition(true, "Deleting"),
    Stalled: condition(false, "NothingInTheWay"),
  };
  return {
    ...tenant.status,
    observedGeneration: generation,
    blockedBy: [...blockedBy],
    ...reportConditions(tenant.status?.conditions, states, generation, clock),
  };
}

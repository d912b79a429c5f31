import type { Condition, ModuleInstance, Tenant } from "@tochka-rosta/crds";
import { keyOf, silentLog, type Client, type Clock } from "@tochka-rosta/controller-runtime";
import { createSelections, openCaches } from "../caches.ts";
import type { ObservationContext } from "../context.ts";
import { listEndpoints } from "../endpoints.ts";
import type { DatabaseFleet } from "../database/fleet.ts";
import { observeDatabase } from "../database/observation.ts";
import { findRefusal, planProvision } from "../database/plan.ts";
import { DatabaseRefusedError } from "../database/provision.ts";
import type { Statement } from "../database/session.ts";
import { planTrigrams } from "../database/trigrams.ts";
import type { DatabaseStep } from "../module-instance/binding.ts";
import { explainDatabaseError } from "../module-instance/database-problem.ts";
import { decide, type Decision } from "../module-instance/decide.ts";
import { observeInstance } from "../module-instance/observe.ts";
import { previewInstance } from "../module-instance/pending.ts";
import { planInstance } from "../module-instance/plan.ts";
import type { ProbeSite } from "../module-instance/site-probe.ts";
import type { StaleRoutes } from "../module-instance/stale-routes.ts";
import type { PendingWrite } from "../pending-write.ts";
import { readReachedServices } from "../reached-services.ts";
import { resources } from "../resources.ts";
import type { DatabaseServerSettings, Settings } from "../settings.ts";
import { cachesOf, createSnapshot } from "../snapshot.ts";
import { observeTenant } from "../tenant/observe.ts";
import { previewTenant } from "../tenant/pending.ts";
import { planTenant } from "../tenant/plan.ts";
import { ManifestError, type Manifests } from "./manifests.ts";
import { readCluster, type SnapshotEntry } from "./read-cluster.ts";

/** What the operator would do for one object. */
export interface PlannedObject {
  readonly kind: "Tenant" | "ModuleInstance";
  /** "namespace/name", or the name alone. */
  readonly key: string;
  readonly decision: string;
  readonly writes: readonly PendingWrite[];
  /** Of the module's database, where they can be told. */
  readonly statements: readonly Statement[];
  readonly conditions: readonly Condition[];
  /** Only the file has it, so that its uid, and all that follows from it, is made up. */
  readonly isNew: boolean;
  /** After these writes the operator begins again, and there may be more. */
  readonly isRepeated: boolean;
}

/** What planning reads with. */
export interface PlanningContext {
  readonly settings: Settings;
  readonly servers: readonly DatabaseServerSettings[];
  readonly client: Client;
  readonly fleet: DatabaseFleet;
  readonly clock: Clock;
  readonly probeSite: ProbeSite;
  readonly staleRoutes: StaleRoutes;
}

/**
 * Plans every Tenant and ModuleInstance of a file as one reconcile of the operator would, against the cluster as it is now. A
 * tenant of the file counts as made when its instances are planned. Nothing is written: the client's write guard forbids it.
 *
 * @throws ManifestError for an object that is being deleted, what the API server refuses to show, and TransportError without an answer
 */
export async function planManifests(planning: PlanningContext, manifests: Manifests): Promise<PlannedObject[]> {
  const client = planning.client.withWriteGuard(() => {
    throw new Error("planning must not write");
  });
  const services = await readReachedServices(client, listEndpoints(planning.settings, planning.servers));
  const entries = await readCluster({ ...planning, client }, manifests);
  const planned: PlannedObject[] = [];
  for (const { metadata } of manifests.tenants) {
    const context = contextOf({ ...planning, client, services }, entries);
    const tenant = context.caches.tenants.get(metadata.name);
    if (tenant === undefined) continue;
    const found = await planOneTenant(context, refuseDeleting(tenant));
    planned.push(found.planned);
    entries.push([resources.tenant, { ...tenant, status: found.status } as Tenant]);
  }
  for (const { metadata } of manifests.instances) {
    const context = contextOf({ ...planning, client, services }, entries);
    const instance = context.caches.moduleInstances.get(keyOf({ metadata }));
    if (instance === undefined) continue;
    planned.push(await planOneInstance(context, refuseDeleting(instance)));
  }
  return planned;
}

function contextOf(
  planning: PlanningContext & Pick<ObservationContext, "services">,
  entries: readonly SnapshotEntry[],
): ObservationContext {
  const caches = openCaches(cachesOf(createSnapshot(entries)), createSelections(planning.settings));
  return { ...planning, caches };
}

async function planOneTenant(context: ObservationContext, tenant: Readonly<Tenant>) {
  const observed = await observeTenant(context, tenant, {});
  const plan = planTenant(observed, context.settings, context.servers);
  const { writes, status } = previewTenant(observed, plan, context);
  const decision = plan.problem === undefined ? "run" : `blocked: ${plan.problem.reason}: ${plan.problem.message}`;
  const conditions = status.conditions ?? [];
  const planned: PlannedObject = {
    kind: "Tenant",
    key: keyOf(tenant),
    decision,
    writes,
    statements: [],
    conditions,
    isNew: isNew(tenant),
    isRepeated: false,
  };
  return { planned, status };
}

async function planOneInstance(
  context: ObservationContext,
  instance: Readonly<ModuleInstance>,
): Promise<PlannedObject> {
  const { settings, servers, services, clock } = context;
  const observed = await observeInstance(
    context,
    instance,
    {},
    { signal: new AbortController().signal, log: silentLog },
  );
  const decision = decide(observed, settings);
  const plan = planInstance(observed, decision, { settings, servers, services, now: clock.now() });
  const { database, statements } = await planStatements(context, plan.database);
  const preview = previewInstance({ observed, decision, plan: { ...plan, database } }, context);
  return {
    kind: "ModuleInstance",
    key: keyOf(instance),
    decision: describeDecision(decision),
    writes: preview.writes,
    statements: preview.isRepeated ? [] : statements,
    conditions: preview.status.conditions ?? [],
    isNew: isNew(instance),
    isRepeated: preview.isRepeated,
  };
}

/** Cleanup is a list of steps that look as they go, not a plan. @throws ManifestError */
function refuseDeleting<T extends Tenant | ModuleInstance>(object: Readonly<T>): Readonly<T> {
  if (object.metadata.deletionTimestamp === undefined) return object;
  throw new ManifestError(`${object.kind} ${keyOf(object)} is being deleted: wait until it is gone, or plan another`);
}

function isNew({ metadata }: Readonly<Tenant | ModuleInstance>): boolean {
  return metadata.resourceVersion === undefined;
}

function describeDecision(decision: Decision): string {
  return decision.mode === "run"
    ? `run ${decision.image}`
    : `${decision.mode}: ${decision.reason}: ${decision.message}`;
}

/** The verifier of a password never leaves the operator. */
const verifierPlaceholder = "(verifier)";

/** Reads the database server's catalogues. What the server says no to is the outcome of the step. */
async function planStatements(
  { fleet }: ObservationContext,
  step: DatabaseStep,
): Promise<{ readonly database: DatabaseStep; readonly statements: readonly Statement[] }> {
  if (step.action !== "ensure") return { database: step, statements: [] };
  const { desired, server, secret } = step;
  try {
    const observed = await observeDatabase(fleet.get(server.name), desired.names, desired.template);
    const refusal = findRefusal(desired, observed);
    if (refusal !== undefined) throw new DatabaseRefusedError(refusal, desired.names.database);
    const password = { verifier: verifierPlaceholder, mustSet: secret.action !== "keep" };
    const trigrams = planTrigrams(desired, observed);
    const added = trigrams === undefined ? [] : [...trigrams.inside, trigrams.mark];
    return { database: step, statements: [...planProvision(desired, observed, password), ...added] };
  } catch (error) {
    return { database: { action: "refuse", ...explainDatabaseError(error) }, statements: [] };
  }
}

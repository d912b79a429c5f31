import type { ModuleInstance, ModuleInstanceStatus, TenantStatus } from "@tochka-rosta/crds";
import {
  evaluateInstance,
  noteStepTimes,
  planSteps,
  type StepSource,
  type StepTimes,
} from "../features/modules/steps.ts";
import { isEvaluated, toObserved, type Observed } from "../status/observed.ts";
import { planClusterUid, planId, refuseReplacement } from "./identity.ts";
import { mirrorAdopted, restoreAdopted } from "./adoption.ts";
import { findOwnInstance } from "./own-instance.ts";
import { syncRemoval } from "./removal-sync.ts";
import { moduleInstances } from "./resources.ts";
import { findInstanceRecord, storeInstanceFindings, type InstanceRecord } from "./store.ts";
import type { SyncContext } from "./sync-parts.ts";
import { isSameJson } from "@tochka-rosta/service/json";
import { buildInstance } from "./plan-objects.ts";

/**
 * Makes the ModuleInstance object what its row asks for, and the row know what became of it; takes away that of a row which
 * is gone. Until the tenant's namespace is there it does nothing: the Tenant's change of status asks for another pass.
 * @throws PredecessorLeavingError, NameTakenError while another object has the name, ObjectReplacedError when somebody made another in
 *   the place of the row's own
 */
export async function syncInstance(context: SyncContext, id: string): Promise<void> {
  const row = await findInstanceRecord(context.database, id);
  if (!row) return void (await syncRemoval(context, "ModuleInstance", id));
  if (!hasNamespace(row)) return;
  const existing = await findOwnInstance(context, row);
  refuseReplacement(row, existing);
  const identity = planId(row, existing);
  const cached = existing ?? (await restoreAdopted(context, row, identity));
  const desired = buildInstance(row, identity);
  // An object that vanished since it was read is not made again by this write, which would give it another identity.
  const { object, outcome } = await context.applier.apply(moduleInstances, desired, cached, { onlyCached: true });
  if (outcome === "applied") context.metrics.clusterWrites.inc({ kind: "ModuleInstance", outcome: "applied" });
  await storeChanges(context, await mirrorAdopted(context, row, object), object);
}

function hasNamespace({ tenant }: InstanceRecord): boolean {
  const { status } = (tenant.clusterStatus ?? {}) as Observed<TenantStatus>;
  return (status?.conditions ?? []).some((it) => it.type === "NamespaceReady" && it.status === "True");
}

async function storeChanges(
  context: SyncContext,
  row: InstanceRecord,
  object: Readonly<ModuleInstance>,
): Promise<void> {
  const { bus, clock, database, metrics } = context;
  const now = clock.now();
  const clusterStatus = toObserved(object);
  const clusterUid = planClusterUid(row, object);
  const hasDatabase = row.hasDatabase || object.status?.database !== undefined;
  const source = buildStepSource(row, clusterStatus);
  const stepTimes = row.active ? noteStepTimes(source, now) : {};
  const isKnown =
    row.observedGeneration === row.desiredGeneration &&
    row.syncProblem === null &&
    row.clusterUid === clusterUid &&
    row.hasDatabase === hasDatabase &&
    isSameJson(row.clusterStatus, clusterStatus) &&
    isSameJson(row.stepTimes, stepTimes);
  if (isKnown) return;
  const findings = { observedGeneration: row.desiredGeneration, clusterUid, hasDatabase, clusterStatus, stepTimes };
  const becameReady = await storeInstanceFindings(database, row, findings, evaluateActivation(row, source, now), now);
  if (becameReady) {
    metrics.activationSeconds.observe({ module: row.module }, (now.getTime() - row.requestedAt.getTime()) / 1000);
  }
  bus.publish("instance", { id: row.id });
}

/** The steps as they are once the current generation counts as taken. */
function buildStepSource(row: InstanceRecord, observed: Observed<ModuleInstanceStatus>): StepSource {
  const tenant = (row.tenant.clusterStatus ?? {}) as Observed<TenantStatus>;
  return {
    requestedAt: row.requestedAt,
    isSynced: true,
    isEvaluated: isEvaluated(observed),
    syncProblem: undefined,
    tenantConditions: tenant.status?.conditions ?? [],
    conditions: observed.status?.conditions ?? [],
    stepTimes: row.stepTimes as StepTimes,
  };
}

function evaluateActivation(row: InstanceRecord, source: StepSource, now: Date) {
  const steps = row.active ? planSteps(source, now) : [];
  const failed = steps.find(({ state }) => state === "failed");
  const { ready } = evaluateInstance(row.active, steps, source);
  return { readyAt: ready ? now : null, failure: failed ? `${failed.type}: ${failed.reason ?? "unknown"}` : null };
}

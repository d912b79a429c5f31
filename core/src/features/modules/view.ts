import type { ModuleInstanceStatus, TenantStatus } from "@tochka-rosta/crds";
import { parseSyncProblem } from "../../status/sync-problem.ts";
import { isEvaluated, type Observed } from "../../status/observed.ts";
import type { Context } from "../../context.ts";
import { ProblemError } from "../../errors/problem.ts";
import type { Instance } from "./schemas.ts";
import { evaluateInstance, planSteps, type StepSource, type StepTimes } from "./steps.ts";
import { findInstance, findInstances, readHostPrefix, type InstanceRow } from "./store.ts";

/** The tenant's instances as the API shows them. */
export async function listInstancesOf({ clock, database }: Context, tenantId: string): Promise<Instance[]> {
  const rows = await findInstances(database, tenantId);
  return rows.map((row) => toInstance(row, clock.now()));
}

/** One of the tenant's instances; throws NOT_FOUND, also for somebody else's. */
export async function readInstance({ clock, database }: Context, tenantId: string, id: string): Promise<Instance> {
  const row = await findInstance(database, tenantId, id);
  if (!row) throw new ProblemError("NOT_FOUND");
  return toInstance(row, clock.now());
}

/** An instance as the API shows it: the change from the row, the state from the last observed status. */
export function toInstance(row: InstanceRow, now: Date): Instance {
  const source = toStepSource(row);
  const steps = row.active ? planSteps(source, now) : [];
  const { url } = ((row.clusterStatus ?? {}) as Observed<ModuleInstanceStatus>).status ?? {};
  return {
    id: row.id,
    module: row.module,
    name: row.name,
    host_prefix: readHostPrefix(row),
    managed_by: row.adoptedSpec === null ? "platform" : "cluster",
    active: row.active,
    ...evaluateInstance(row.active, steps, source),
    url: url ?? null,
    steps,
    requested_at: row.requestedAt.toISOString(),
    created_at: row.createdAt.toISOString(),
  };
}

/** What the steps of a row follow from. */
export function toStepSource(row: InstanceRow): StepSource {
  const observed = (row.clusterStatus ?? {}) as Observed<ModuleInstanceStatus>;
  const tenant = (row.tenant.clusterStatus ?? {}) as Observed<TenantStatus>;
  return {
    requestedAt: row.requestedAt,
    isSynced: row.observedGeneration === row.desiredGeneration,
    isEvaluated: isEvaluated(observed),
    syncProblem: parseSyncProblem(row.syncProblem ?? row.tenant.syncProblem),
    tenantConditions: tenant.status?.conditions ?? [],
    conditions: observed.status?.conditions ?? [],
    stepTimes: row.stepTimes as StepTimes,
  };
}

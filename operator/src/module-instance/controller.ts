import { operatorFinalizer, type ModuleInstance } from "@tochka-rosta/crds";
import {
  applyStatus,
  keyOf,
  LOW_PRIORITY,
  type ControllerOptions,
  type OwnedResource,
  type ReconcileContext,
  type ReconcileResult,
  type ReconcileSource,
} from "@tochka-rosta/controller-runtime";
import type { Selections } from "../caches.ts";
import { fieldManager, type OperatorContext } from "../context.ts";
import { resources } from "../resources.ts";
import { applyInstance } from "./apply.ts";
import { buildDeletingStatus, instanceCleanupSteps } from "./cleanup.ts";
import { decide } from "./decide.ts";
import { InstanceMemories } from "./memory.ts";
import { observeInstance } from "./observe.ts";
import { planInstance } from "./plan.ts";
import { reportInstance } from "./report.ts";
import { requeueLowPriority } from "./requeue.ts";
import { watchedResources } from "./watches.ts";

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
    owns: [
      selections.deployments,
      selections.services,
      selections.routes,
      selections.configMaps,
      selections.serviceAccounts,
    ] as OwnedResource[],
    watches: watchedResources(context, selections),
    sources: [
      (enqueue) => context.fleet.onHealthChange((server) => enqueueSitesOf(context, server, enqueue)),
      context.rollouts.source,
      (enqueue) => context.services.onChange(() => enqueueAll(context, enqueue)),
    ],
    finalizer: operatorFinalizer,
    concurrency,
    reconciler: {
      reconcile: (instance, run) => reconcileInstance(context, memories, instance, run),
      cleanup: (instance, run) => cleanUpInstance(context, instance, run),
      forget: (key) => {
        memories.forget(key);
        context.rollouts.leave(key);
      },
    },
  };
}

/** One status write for each site of a server that has become unreachable or answers again; behind what owners wait for. */
function enqueueSitesOf({ caches }: OperatorContext, server: string, enqueue: Parameters<ReconcileSource>[0]): void {
  for (const instance of caches.moduleInstances.byIndex("databaseServer", server)) {
    enqueue(keyOf(instance), { priority: LOW_PRIORITY });
  }
}

/** A Service that every site's pods connect to has got another address. */
function enqueueAll({ caches }: OperatorContext, enqueue: Parameters<ReconcileSource>[0]): void {
  for (const instance of caches.moduleInstances.list()) enqueue(keyOf(instance), { priority: LOW_PRIORITY });
}

/** Observe, decide, plan, apply, report. */
async function reconcileInstance(
  context: OperatorContext,
  memories: InstanceMemories,
  instance: Readonly<ModuleInstance>,
  run: ReconcileContext,
): Promise<ReconcileResult | undefined> {
  const { settings, servers, services, clock } = context;
  const memory = memories.of(run.key);
  const observed = await observeInstance(context, instance, memory, run);
  const decision = decide(observed, settings);
  const plan = planInstance(observed, decision, { settings, servers, services, now: clock.now() });
  const outcome = await applyInstance(context, { observed, decision, plan, memory }, run);
  return reportInstance(context, { observed, decision, plan, outcome }, run);
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

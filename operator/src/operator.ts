import {
  createApplier,
  createManager,
  systemClock,
  type Applier,
  type Client,
  type Clock,
  type Log,
  type Manager,
  type ManagerOptions,
  type RuntimeMetrics,
} from "@tochka-rosta/controller-runtime";
import type { ModuleInstance, Tenant } from "@tochka-rosta/crds";
import { createSelections, openCaches, type Selections } from "./caches.ts";
import { fieldManager, hashAnnotation, type OperatorContext } from "./context.ts";
import type { Statement } from "./database/session.ts";
import { findOpenEndpoints, listEndpoints, type Endpoint } from "./endpoints.ts";
import { createOperatorMetrics } from "./metrics.ts";
import { createModuleInstanceController } from "./module-instance/controller.ts";
import { Rollouts } from "./module-instance/rollouts.ts";
import { createStaleRoutes } from "./module-instance/stale-routes.ts";
import { createSiteProbe, type ProbeSite } from "./module-instance/site-probe.ts";
import { openFleet } from "./open-fleet.ts";
import { watchReachedServices } from "./reached-services.ts";
import type { DatabaseServerSettings, Settings } from "./settings.ts";
import type { Deployment } from "./resources.ts";
import { createTenantController } from "./tenant/controller.ts";

export interface OperatorOptions {
  readonly settings: Settings;
  readonly servers: readonly DatabaseServerSettings[];
  readonly client: Client;
  readonly log: Log;
  readonly metrics: RuntimeMetrics;
  /** Absent: this process leads without asking (tests). */
  readonly leaderElection?: ManagerOptions["leaderElection"];
  /** Where health and metrics answer; absent: nowhere. */
  readonly http?: ManagerOptions["http"];
  readonly clock?: Clock;
  /** Told of every SQL statement that changed something. */
  readonly onStatement?: (server: string, statement: Statement) => void;
  /** Instead of a real request to the site. */
  readonly probeSite?: ProbeSite;
}

/** The whole operator, wired and not yet running. */
export interface Operator {
  readonly manager: Manager;
  /** Runs until the signal aborts, then closes what it opened. Rejects as `Manager.start` does. */
  run(signal: AbortSignal): Promise<void>;
}

/** Containers are given ten seconds to stop; the rest is for letting go of the lease and the connections. */
const shutdownGraceMilliseconds = 7_000;

/** Puts the parts together. Nothing is read or written before `run`. */
export function createOperator(options: OperatorOptions): Operator {
  const { settings, servers, log, metrics, leaderElection, http, clock = systemClock } = options;
  const manager = createManager({
    client: options.client,
    name: fieldManager,
    log,
    metrics,
    leaderElection,
    http,
    clock,
    shutdownGraceMilliseconds,
  });
  const openEndpoints = settings.egressUrl === undefined ? [] : findOpenEndpoints(settings, servers);
  warnOfOpenEndpoints(openEndpoints, log);
  const selections = createSelections(settings);
  const caches = openCaches(manager.caches, selections);
  const fleet = openFleet({ settings, servers, log, clock, onStatement: options.onStatement });
  const applier = createApplier({ client: manager.client, fieldManager, hashAnnotation });
  forgetWithOwners(applier, manager, selections);
  const rollouts = new Rollouts({
    limit: settings.rolloutLimit,
    deployments: manager.caches.for<Deployment>(selections.deployments),
    moduleInstances: caches.moduleInstances,
  });
  const context: OperatorContext = {
    settings,
    servers,
    client: manager.client,
    applier,
    caches,
    events: manager.events,
    fleet,
    metrics: createOperatorMetrics(metrics.registry, {
      listInstances: () => caches.moduleInstances.list(),
      listServerHealth: () => fleet.listHealth(),
      countRollouts: () => rollouts.count(),
      openEndpoints: openEndpoints.length,
    }),
    clock,
    rollouts,
    services: watchReachedServices(manager.caches, listEndpoints(settings, servers)),
    staleRoutes: createStaleRoutes({ client: manager.client, kind: settings.routing.kind, log }),
    probeSite: options.probeSite ?? createSiteProbe(settings),
  };
  manager.addRunnable({ name: "database-probes", run: (signal) => fleet.runProbes(signal) });
  manager.addController(createTenantController(context, selections));
  manager.addController(createModuleInstanceController(context, selections));
  return {
    manager,
    run: async (signal) => {
      try {
        await manager.start(signal);
      } finally {
        await fleet.close();
      }
    },
  };
}

/** What the applier remembers of a tenant's and an instance's objects ends with them. */
function forgetWithOwners(applier: Applier, { caches }: Manager, selections: Selections): void {
  for (const owners of [
    caches.for<Tenant>(selections.tenants),
    caches.for<ModuleInstance>(selections.moduleInstances),
  ]) {
    owners.onEvent(({ type, object }) => {
      if (type === "deleted") applier.forget(object.metadata.uid ?? "");
    });
  }
}

/** Tolerated for one release: installations of before could not name these addresses. */
function warnOfOpenEndpoints(endpoints: readonly Endpoint[], log: Log): void {
  if (endpoints.length === 0) return;
  const hosts = endpoints.map(({ host }) => host);
  log.warn(
    { hosts },
    "modules may connect to any address at these hosts' ports: set DATABASE_CIDRS and CORE_KEYS_CIDRS",
  );
}

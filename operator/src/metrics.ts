import { Gauge, Histogram, type Registry } from "@prometheus-io/client";
import type { ModuleInstance } from "@tochka-rosta/crds";
import { findCondition, isConditionTrue } from "@tochka-rosta/controller-runtime";
import type { ServerHealth } from "./database/server-probe.ts";

export type OperatorMetrics = ReturnType<typeof createOperatorMetrics>;

/** What of provisioning is timed. `live` is from the desired object (creation or activation) to the site's first answer. */
export type ProvisionStep = "database" | "objects" | "live";

/** Where counts come from. */
export interface MetricSources {
  readonly listInstances: () => readonly Readonly<ModuleInstance>[];
  /** What the probes know of database servers, by name. */
  readonly listServerHealth: () => ReadonlyMap<string, ServerHealth>;
  /** Sites that replace their pods, and those that wait to. */
  readonly countRollouts: () => { readonly replacing: number; readonly waiting: number };
  /** Hosts at whose ports modules may connect to any address, although there is a door. */
  readonly openEndpoints: number;
}

/** The operator's own instruments. Counts are taken from the caches when somebody asks, so they cost nothing at rest. */
export function createOperatorMetrics(
  registry: Registry,
  { listInstances, listServerHealth, countRollouts, openEndpoints }: MetricSources,
) {
  const registers = [registry];
  new Gauge({
    name: "tochka_open_endpoints",
    help: "Hosts outside the cluster whose addresses the settings do not name, so that modules may connect to any at their ports.",
    registers,
  }).set(openEndpoints);
  const instances = new Gauge({
    name: "tochka_module_instances",
    help: "Module instances by module and phase.",
    labelNames: ["module", "phase"] as const,
    registers,
    collect() {
      this.reset();
      for (const instance of listInstances()) this.inc({ module: instance.spec.module, phase: phaseOf(instance) });
    },
  });
  const databases = new Gauge({
    name: "tochka_databases",
    help: "Databases of living instances by server.",
    labelNames: ["server"] as const,
    registers,
    collect() {
      this.reset();
      for (const { status } of listInstances()) if (status?.database) this.inc({ server: status.database.server });
    },
  });
  const rollouts = new Gauge({
    name: "tochka_module_rollouts",
    help: "Live sites that replace their pods (state=replacing) and that wait for their turn to (state=waiting).",
    labelNames: ["state"] as const,
    registers,
    collect() {
      const { replacing, waiting } = countRollouts();
      this.set({ state: "replacing" }, replacing);
      this.set({ state: "waiting" }, waiting);
    },
  });
  const provisionSeconds = new Histogram({
    name: "tochka_provision_duration_seconds",
    help: "How long a step of provisioning took, where it changed something.",
    labelNames: ["step"] as const,
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers,
  });
  return {
    instances,
    databases,
    rollouts,
    ...createServerMetrics(registers, listServerHealth),
    observeProvision: (step: ProvisionStep, milliseconds: number) =>
      provisionSeconds.observe({ step }, milliseconds / 1000),
  };
}

/** What the probes know of database servers; a replica that does not lead says nothing of them. */
function createServerMetrics(registers: Registry[], listServerHealth: MetricSources["listServerHealth"]) {
  const serversUp = new Gauge({
    name: "tochka_database_server_up",
    help: "1 while the database server answers its probe, 0 while it does not; said by the replica that leads.",
    labelNames: ["server"] as const,
    registers,
    collect() {
      this.reset();
      for (const [server, { state }] of listServerHealth()) {
        if (state !== "unknown") this.set({ server }, state === "answering" ? 1 : 0);
      }
    },
  });
  const serverConnections = new Gauge({
    name: "tochka_database_server_connections",
    help: "Sessions on the database server, whosever they are, as of the last probe.",
    labelNames: ["server"] as const,
    registers,
    collect() {
      this.reset();
      for (const [server, { load }] of listServerHealth()) if (load) this.set({ server }, load.connections);
    },
  });
  const serverConnectionsLimit = new Gauge({
    name: "tochka_database_server_connections_limit",
    help: "Sessions from which on the database server takes no further database (connectionsPercent of what it allows).",
    labelNames: ["server"] as const,
    registers,
    collect() {
      this.reset();
      for (const [server, { load }] of listServerHealth()) if (load) this.set({ server }, load.connectionsLimit);
    },
  });
  return { serversUp, serverConnections, serverConnectionsLimit };
}

/** One word for what an instance is doing. */
export function phaseOf(instance: Readonly<ModuleInstance>): string {
  const conditions = instance.status?.conditions;
  if (instance.metadata.deletionTimestamp !== undefined) return "deleting";
  if (isConditionTrue(conditions, "Stalled")) return "stalled";
  if (isConditionTrue(conditions, "Suspended")) return "suspended";
  if (isConditionTrue(conditions, "Ready")) return "live";
  return findCondition(conditions, "Ready")?.reason === "SwitchedOff" ? "inactive" : "progressing";
}

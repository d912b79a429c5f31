// Long because every figure of the core is declared here, each with its help.
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "@prometheus-io/client";

/** The figures that /metrics serves. */
export interface Metrics {
  readonly registry: Registry;
  readonly requests: Histogram<"operation" | "status">;
  readonly codesSent: Counter<"purpose" | "outcome">;
  readonly codesPerHourLimit: Gauge;
  readonly logins: Counter<"method" | "outcome">;
  readonly sessionReuses: Counter;
  readonly activationSeconds: Histogram<"module">;
  readonly clusterWrites: Counter<"kind" | "outcome">;
  readonly clusterPending: Gauge;
  readonly clusterOldestPendingSeconds: Gauge;
  readonly redisCalls: Counter<"outcome">;
  readonly eventStreams: Gauge;
  readonly eventStreamsEnded: Counter<"reason">;
  readonly endedSessionsListed: Gauge;
  readonly siteRefusals: Counter<"limit">;
}

/** Creates the figures in a registry of their own, so that two cores in one process (tests) do not mix. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    requests: new Histogram({
      name: "tochka_core_request_duration_seconds",
      help: "Time to answer, by operation and status.",
      labelNames: ["operation", "status"],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
      registers,
    }),
    codesSent: new Counter({
      name: "tochka_core_codes_total",
      help: "One-time codes by purpose and outcome: sent, failed, limited (per phone), paused (the limit over all phones).",
      labelNames: ["purpose", "outcome"],
      registers,
    }),
    codesPerHourLimit: new Gauge({
      name: "tochka_core_codes_per_hour_limit",
      help: "One-time codes that may be sent in an hour over all phones (CODES_PER_HOUR).",
      registers,
    }),
    logins: new Counter({
      name: "tochka_core_logins_total",
      help: "Sign-ins by method and outcome.",
      labelNames: ["method", "outcome"],
      registers,
    }),
    sessionReuses: new Counter({
      name: "tochka_core_session_reuses_total",
      help: "Superseded refresh tokens that were presented again: stolen cookies or broken clients.",
      registers,
    }),
    activationSeconds: new Histogram({
      name: "tochka_core_activation_duration_seconds",
      help: "From the owner's click to a site that answers.",
      labelNames: ["module"],
      buckets: [1, 2, 3, 5, 8, 13, 21, 30, 60, 120, 300],
      registers,
    }),
    clusterWrites: new Counter({
      name: "tochka_core_cluster_writes_total",
      help: "Objects applied to or deleted from the cluster.",
      labelNames: ["kind", "outcome"],
      registers,
    }),
    clusterPending: new Gauge({
      name: "tochka_core_cluster_pending",
      help: "Changes that the cluster has not accepted yet.",
      registers,
    }),
    clusterOldestPendingSeconds: new Gauge({
      name: "tochka_core_cluster_oldest_pending_seconds",
      help: "How long the oldest of these has been waiting; counted by the replica that leads.",
      registers,
    }),
    redisCalls: new Counter({
      name: "tochka_core_redis_calls_total",
      help: "Calls of Redis: answered, failed, skipped (not made, since one had failed in the last five seconds).",
      labelNames: ["outcome"],
      registers,
    }),
    eventStreams: new Gauge({
      name: "tochka_core_event_streams",
      help: "Open event streams of owners.",
      registers,
    }),
    eventStreamsEnded: new Counter({
      name: "tochka_core_event_streams_ended_total",
      help: "Event streams by how they ended: closed (by the browser, its session or its time), slow (its reader took nothing), refused (too many).",
      labelNames: ["reason"],
      registers,
    }),
    endedSessionsListed: new Gauge({
      name: "tochka_core_ended_sessions_listed",
      help: "Sessions on the list that modules read; at 5000 it ends older owner sessions of all modules instead.",
      registers,
    }),
    siteRefusals: new Counter({
      name: "tochka_core_site_refusals_total",
      help: "Sites that were not switched on or made, by the tariff's limit that was reached: active, kept, retired.",
      labelNames: ["limit"],
      registers,
    }),
  };
}

import { Counter, Gauge, Histogram, Registry } from "@prometheus-io/client";

/** Every instrument of the runtime, under the names that Go's controller-runtime and client-go use. */
export type RuntimeMetrics = ReturnType<typeof createMetrics>;

const RECONCILE_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const QUEUE_SECONDS = [0.001, 0.01, 0.1, 0.5, 1, 5, 10, 30, 60, 300];

/**
 * Makes the instruments in a registry of one's own; nothing is registered globally.
 *
 * @example
 * const figures = createMetrics();
 * const text = await figures.registry.metrics();
 */
export function createMetrics(registry: Registry = new Registry()) {
  return {
    registry,
    ...createReconcileMetrics([registry]),
    ...createQueueMetrics([registry]),
    ...createClientMetrics([registry]),
    ...createCacheMetrics([registry]),
    ...createLeaderMetrics([registry]),
  };
}

function createReconcileMetrics(registers: Registry[]) {
  const labelNames = ["controller"] as const;
  const counter = (name: string, help: string) => new Counter({ name, help, labelNames, registers });
  const gauge = (name: string, help: string) => new Gauge({ name, help, labelNames, registers });
  return {
    reconciles: new Counter({
      name: "controller_runtime_reconcile_total",
      help: "Reconciles by result: success, error, requeue, requeue_after.",
      labelNames: ["controller", "result"] as const,
      registers,
    }),
    reconcileErrors: counter("controller_runtime_reconcile_errors_total", "Reconciles that failed."),
    terminalErrors: counter("controller_runtime_terminal_reconcile_errors_total", "Failures not to be retried."),
    reconcilePanics: counter("controller_runtime_reconcile_panics_total", "Failures that are programming errors."),
    reconcileTimeouts: counter("controller_runtime_reconcile_timeouts_total", "Reconciles that ran out of time."),
    reconcileSeconds: new Histogram({
      name: "controller_runtime_reconcile_time_seconds",
      help: "Length of a reconcile.",
      labelNames,
      buckets: RECONCILE_SECONDS,
      registers,
    }),
    maxConcurrentReconciles: gauge("controller_runtime_max_concurrent_reconciles", "Workers allowed."),
    activeWorkers: gauge("controller_runtime_active_workers", "Workers at work."),
    staleSyncSkips: counter(
      "stale_sync_skips_total",
      "Reconciles put off because a cache lagged behind our own writes.",
    ),
  };
}

function createQueueMetrics(registers: Registry[]) {
  const labelNames = ["name"] as const;
  const gauge = (name: string, help: string) => new Gauge({ name, help, labelNames, registers });
  const counter = (name: string, help: string) => new Counter({ name, help, labelNames, registers });
  const histogram = (name: string, help: string) =>
    new Histogram({ name, help, labelNames, buckets: QUEUE_SECONDS, registers });
  return {
    queueDepth: gauge("workqueue_depth", "Keys ready to be worked on."),
    queueAdds: counter("workqueue_adds_total", "Keys added."),
    queueSeconds: histogram("workqueue_queue_duration_seconds", "How long a key waited while ready."),
    workSeconds: histogram("workqueue_work_duration_seconds", "How long work on a key took."),
    unfinishedWorkSeconds: gauge("workqueue_unfinished_work_seconds", "Age of all work in progress, added up."),
    longestRunningSeconds: gauge("workqueue_longest_running_processor_seconds", "Age of the oldest work in progress."),
    queueRetries: counter("workqueue_retries_total", "Keys added again after a failure."),
  };
}

function createClientMetrics(registers: Registry[]) {
  return {
    requests: new Counter({
      name: "rest_client_requests_total",
      help: "Requests by status code (<error> without an answer), method and host.",
      labelNames: ["code", "method", "host"] as const,
      registers,
    }),
    requestSeconds: new Histogram({
      name: "rest_client_request_duration_seconds",
      help: "Time to the answer's headers.",
      labelNames: ["verb", "host"] as const,
      registers,
    }),
    requestRetries: new Counter({
      name: "rest_client_request_retries_total",
      help: "Requests sent again.",
      labelNames: ["code", "verb", "host"] as const,
      registers,
    }),
  };
}

function createCacheMetrics(registers: Registry[]) {
  const labelNames = ["resource"] as const;
  const counter = (name: string, help: string) => new Counter({ name, help, labelNames, registers });
  const gauge = (name: string, help: string) => new Gauge({ name, help, labelNames, registers });
  return {
    reflectorLists: counter("reflector_lists_total", "Full lists read."),
    reflectorWatchErrors: counter("reflector_watch_errors_total", "Watches and lists that ended in an error."),
    storeResourceVersion: gauge("store_resource_version", "Newest resource version seen."),
    lastEventAgeSeconds: gauge("reflector_last_event_age_seconds", "Since the API server last said anything."),
  };
}

function createLeaderMetrics(registers: Registry[]) {
  const labelNames = ["name"] as const;
  return {
    leaderStatus: new Gauge({
      name: "leader_election_master_status",
      help: "1 while this process leads.",
      labelNames,
      registers,
    }),
    leaderSlowpath: new Counter({
      name: "leader_election_slowpath_total",
      help: "Renewals that had to read the Lease first.",
      labelNames,
      registers,
    }),
    eventLoopLagSeconds: new Gauge({
      name: "event_loop_lag_seconds",
      help: "How late the event loop ran its last timer.",
      registers,
    }),
  };
}

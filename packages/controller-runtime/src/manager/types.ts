import type { SharedCaches } from "../cache/cache.ts";
import type { Client } from "../client/client.ts";
import type { Clock } from "../clock/clock.ts";
import type { ControllerOptions } from "../controller/types.ts";
import type { EventRecorder } from "../events/types.ts";
import type { LeaderElectionOptions, LeaderTerm } from "../leader/types.ts";
import type { Log } from "../log.ts";
import type { KubernetesObject } from "../object.ts";
import type { RuntimeMetrics } from "../metrics.ts";

/** What a manager runs with. */
export interface ManagerOptions {
  readonly client: Client;
  /** Reported in events, used in metrics: "tochka-rosta-operator". */
  readonly name: string;
  readonly clock?: Clock | undefined;
  readonly log?: Log | undefined;
  readonly metrics?: RuntimeMetrics | undefined;
  /** Absent: no election, this process leads (tests, one-off tools). */
  readonly leaderElection?: Omit<LeaderElectionOptions, "client" | "clock" | "log" | "metrics"> | undefined;
  /** Where /livez, /readyz, /health, /healthz and /metrics answer; absent: nowhere. Port 0 takes a free one. */
  readonly http?: { readonly host: string; readonly port: number } | undefined;
  /** 30 s unless told: for running reconciles to end. */
  readonly shutdownGraceMilliseconds?: number | undefined;
  /** 120 s unless told: then start() rejects. */
  readonly cacheSyncTimeoutMilliseconds?: number | undefined;
}

/** Work beside controllers that lives as long as the manager, or as long as it leads. */
export interface Runnable {
  readonly name: string;
  /** True unless told: runs on the leader only. */
  readonly needsLeadership?: boolean | undefined;
  /** Runs until the signal aborts. A rejection ends the manager. */
  run(signal: AbortSignal, term: LeaderTerm | undefined): Promise<void>;
}

/** Runs controllers: caches, then the election, then workers; and backwards on shutdown. */
export interface Manager {
  /** Writes only while this process leads. Reconciles get the same through their context. */
  readonly client: Client;
  readonly caches: SharedCaches;
  readonly events: EventRecorder;
  readonly metrics: RuntimeMetrics;
  addController<T extends KubernetesObject>(options: ControllerOptions<T>): void;
  addRunnable(runnable: Runnable): void;
  /** Not ready while the check rejects. */
  addReadinessCheck(name: string, check: () => Promise<void>): void;
  /**
   * Runs until the signal aborts and all is shut down in order. Rejects with LeadershipLostError when the lease is lost,
   * with what a runnable rejected with, or when caches do not fill in time: then end the process.
   */
  start(signal: AbortSignal): Promise<void>;
  /** Where the health and metrics server listens, once started. */
  readonly httpAddress: { readonly host: string; readonly port: number } | undefined;
}

import type { Client } from "../client/client.ts";
import type { Clock } from "../clock/clock.ts";
import type { Log } from "../log.ts";
import type { RuntimeMetrics } from "../metrics.ts";

/** One stretch of time during which this process holds the lease. */
export interface LeaderTerm {
  /** How often the lease changed hands: a later term has a higher number, whoever holds it. */
  readonly epoch: number;
  /** Aborts when the lease is lost or given up. */
  readonly signal: AbortSignal;
  /** Whether the lease is surely still ours at this instant, by our own monotonic clock. */
  isValid(): boolean;
  /** Throws WriteRefusedError unless valid: give it to `client.withWriteGuard`. */
  assertValid(): void;
}

/** Which lease is contended for, as whom, and with which times. */
export interface LeaderElectionOptions {
  /** Not one that asks this very election for leave to write. */
  readonly client: Pick<Client, "get" | "create" | "replace">;
  readonly namespace: string;
  /** Name of the Lease. */
  readonly name: string;
  /** Different in every process, such as the pod's name and a random suffix. */
  readonly identity: string;
  /**
   * Whether the process with this identity has surely ended, so that its lease need not run out first; none unless told.
   * `podIdentity` gives it for containers of one pod.
   */
  readonly isPredecessor?: ((holderIdentity: string) => boolean) | undefined;
  /** 15 unless told. */
  readonly leaseDurationSeconds?: number | undefined;
  /** 10 unless told: without a renewal for so long a leader steps down. */
  readonly renewDeadlineSeconds?: number | undefined;
  /** 2 unless told. */
  readonly retryPeriodSeconds?: number | undefined;
  readonly clock?: Clock | undefined;
  readonly log?: Log | undefined;
  readonly metrics?: RuntimeMetrics | undefined;
}

/** Takes part in an election for one Lease. */
export interface LeaderElection {
  /**
   * Contends until the signal aborts. Each time the lease is won, `lead` runs; when its term ends, `lead` must return, and
   * only then is the lease given up or contended for again. Resolves after the last `lead` returned and the lease was released.
   */
  run(signal: AbortSignal, lead: (term: LeaderTerm) => Promise<void>): Promise<void>;
  /** The term in progress. */
  readonly term: LeaderTerm | undefined;
  /** Who was seen to hold the lease; "" before the first look, and when one lease duration went by without a renewal. */
  readonly holder: string;
}

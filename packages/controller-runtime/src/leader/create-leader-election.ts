import { type Clock, jitter, sleep, systemClock, type Timer } from "../clock/clock.ts";
import {
  ApiError,
  describeError,
  isAlreadyExists,
  isConflict,
  LeadershipLostError,
  WriteRefusedError,
} from "../errors.ts";
import { type Log, silentLog } from "../log.ts";
import { buildHeldSpec, buildReleasedSpec, type Lease, leases } from "./lease.ts";
import type { LeaderElection, LeaderElectionOptions, LeaderTerm } from "./types.ts";

const LEASE_DURATION_SECONDS = 15;
const RENEW_DEADLINE_SECONDS = 10;
const RETRY_PERIOD_SECONDS = 2;
const RETRY_JITTER = 0.2;

/**
 * Takes part in an election. Throws RangeError unless duration > deadline > retry period, which safety rests on.
 *
 * @example
 * const election = createLeaderElection({ client, namespace: "default", name: "greeting", identity: "pod-1" });
 * await election.run(signal, async (term) => {
 *   const guarded = client.withWriteGuard(term.assertValid);
 *   while (!term.signal.aborted) await sleep(clock, 1_000, term.signal);
 *   await guarded.close();
 * });
 */
export function createLeaderElection(options: LeaderElectionOptions): LeaderElection {
  return new LeaseElection(options);
}

class Term implements LeaderTerm {
  readonly epoch: number;
  readonly signal: AbortSignal;
  readonly lost = new AbortController();
  readonly #clock: Clock;
  #validUntil: number;
  #watchdog: Timer | undefined;

  constructor(clock: Clock, epoch: number, validUntil: number, stop: AbortSignal) {
    this.#clock = clock;
    this.epoch = epoch;
    this.#validUntil = validUntil;
    this.signal = AbortSignal.any([this.lost.signal, stop]);
    this.extend(validUntil);
  }

  isValid(): boolean {
    return !this.lost.signal.aborted && this.#clock.monotonic() < this.#validUntil;
  }

  assertValid(): void {
    if (!this.isValid()) throw new WriteRefusedError("the lease is not ours for sure");
  }

  /** Renewed: the watchdog ends the term at the new deadline, even while a request hangs. */
  extend(validUntil: number): void {
    this.#validUntil = validUntil;
    this.#watchdog?.cancel();
    this.#watchdog = this.#clock.setTimeout(() => this.lose(), validUntil - this.#clock.monotonic());
  }

  lose(): void {
    this.end();
    this.lost.abort(new LeadershipLostError("the lease could not be renewed in time"));
  }

  /** Stops the watchdog. */
  end(): void {
    this.#validUntil = Number.NEGATIVE_INFINITY;
    this.#watchdog?.cancel();
  }
}

class LeaseElection implements LeaderElection {
  readonly #options: LeaderElectionOptions;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #leaseDurationSeconds: number;
  readonly #renewDeadlineMilliseconds: number;
  readonly #retryPeriodMilliseconds: number;
  #observed: Lease | undefined;
  #observedAt = Number.NEGATIVE_INFINITY;
  #term: Term | undefined;

  constructor(options: LeaderElectionOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#log = (options.log ?? silentLog).child({ lease: options.name, identity: options.identity });
    this.#leaseDurationSeconds = options.leaseDurationSeconds ?? LEASE_DURATION_SECONDS;
    this.#renewDeadlineMilliseconds = 1000 * (options.renewDeadlineSeconds ?? RENEW_DEADLINE_SECONDS);
    this.#retryPeriodMilliseconds = 1000 * (options.retryPeriodSeconds ?? RETRY_PERIOD_SECONDS);
    const isSafe =
      1000 * this.#leaseDurationSeconds > this.#renewDeadlineMilliseconds &&
      this.#renewDeadlineMilliseconds > this.#retryPeriodMilliseconds * (1 + RETRY_JITTER);
    if (!isSafe) throw new RangeError("lease duration > renew deadline > 1.2 retry periods must hold");
  }

  get term(): LeaderTerm | undefined {
    return this.#term;
  }

  get holder(): string {
    return this.#isRunOut() ? "" : this.#recordedHolder;
  }

  async run(signal: AbortSignal, lead: (term: LeaderTerm) => Promise<void>): Promise<void> {
    this.#options.metrics?.leaderStatus.set({ name: this.#options.name }, 0);
    while (!signal.aborted) {
      const validUntil = await this.#tryHold(signal);
      if (validUntil === undefined) await this.#pause(signal);
      else await this.#serve(new Term(this.#clock, this.#epoch(), validUntil, signal), lead);
    }
  }

  /** One term, from the win to the release. */
  async #serve(term: Term, lead: (term: LeaderTerm) => Promise<void>): Promise<void> {
    const { metrics, name } = this.#options;
    this.#term = term;
    metrics?.leaderStatus.set({ name }, 1);
    this.#log.info({ epoch: term.epoch }, "this process leads");
    const over = new AbortController();
    const renewing = this.#keepRenewing(term, AbortSignal.any([over.signal, term.lost.signal]));
    try {
      await lead(term);
      over.abort();
      await renewing;
      await this.#release(term);
    } finally {
      // When `lead` failed it may have left work behind, so the lease is left to expire rather than released.
      over.abort();
      await renewing;
      term.end();
      this.#term = undefined;
      metrics?.leaderStatus.set({ name }, 0);
      this.#log.info({ epoch: term.epoch, isLost: term.lost.signal.aborted }, "this process leads no more");
    }
  }

  async #keepRenewing(term: Term, over: AbortSignal): Promise<void> {
    for (await this.#pause(over); !over.aborted; await this.#pause(over)) {
      const validUntil = await this.#tryHold(over);
      if (validUntil !== undefined && !over.aborted) term.extend(validUntil);
      else if (!over.aborted && this.#isHeldByAnother()) term.lose();
    }
  }

  /** Acquires or renews. Says until when the lease is surely ours; undefined when it is not, or when nobody can say. */
  async #tryHold(signal: AbortSignal): Promise<number | undefined> {
    const startedAt = this.#clock.monotonic();
    const attempt = new AbortController();
    const timer = this.#clock.setTimeout(() => attempt.abort(), this.#renewDeadlineMilliseconds / 3);
    try {
      const isHeld = await this.#acquireOrRenew(AbortSignal.any([signal, attempt.signal]));
      return isHeld ? startedAt + this.#renewDeadlineMilliseconds : undefined;
    } catch (error) {
      if (!signal.aborted) this.#log.warn({ error: describeError(error) }, "the lease cannot be reached");
      return undefined;
    } finally {
      timer.cancel();
    }
  }

  async #acquireOrRenew(signal: AbortSignal): Promise<boolean> {
    if (this.#observed !== undefined && this.#term !== undefined && this.#recordedHolder === this.#options.identity) {
      if (await this.#write(this.#observed, signal)) return true;
      this.#options.metrics?.leaderSlowpath.inc({ name: this.#options.name });
    }
    const current = await this.#options.client.get(leases, this.#options, { signal, pool: "lease" });
    if (current === undefined) return this.#create(signal);
    if (current.metadata.resourceVersion !== this.#observed?.metadata.resourceVersion) this.#observe(current);
    return this.#isHeldByAnother() ? false : this.#write(current, signal);
  }

  get #recordedHolder(): string {
    return this.#observed?.spec?.holderIdentity ?? "";
  }

  #isHeldByAnother(): boolean {
    const holder = this.#recordedHolder;
    const isFree = holder === "" || holder === this.#options.identity || this.#options.isPredecessor?.(holder) === true;
    return !isFree && !this.#isRunOut();
  }

  /**
   * By our own clock since we saw the record change: comparing clocks of two machines would steal live leases. The holder's
   * own duration counts if it is longer than ours.
   */
  #isRunOut(): boolean {
    const seconds = Math.max(this.#leaseDurationSeconds, this.#observed?.spec?.leaseDurationSeconds ?? 0);
    return this.#clock.monotonic() >= this.#observedAt + 1000 * seconds;
  }

  async #create(signal: AbortSignal): Promise<boolean> {
    const { client, namespace, name } = this.#options;
    const desired = { apiVersion: "coordination.k8s.io/v1", kind: "Lease", metadata: { name, namespace } };
    try {
      const spec = buildHeldSpec(undefined, this.#holder(), this.#clock.now());
      this.#observe(await client.create(leases, { ...desired, spec }, { signal, pool: "lease" }));
      return true;
    } catch (error) {
      if (isAlreadyExists(error)) return false;
      throw error;
    }
  }

  async #write(current: Lease, signal: AbortSignal): Promise<boolean> {
    const spec = buildHeldSpec(current.spec, this.#holder(), this.#clock.now());
    try {
      this.#observe(await this.#options.client.replace(leases, { ...current, spec }, { signal, pool: "lease" }));
      return true;
    } catch (error) {
      if (isConflict(error) || (error instanceof ApiError && error.code === 404)) return false;
      throw error;
    }
  }

  /** Only while still surely ours; a failure costs the successor one lease duration of waiting, nothing else. */
  async #release(term: Term): Promise<void> {
    const current = this.#observed;
    if (!term.isValid() || current?.spec === undefined) return;
    term.end();
    const spec = buildReleasedSpec(current.spec, this.#clock.now());
    const attempt = new AbortController();
    const timer = this.#clock.setTimeout(() => attempt.abort(), this.#retryPeriodMilliseconds);
    try {
      const signal = attempt.signal;
      this.#observe(await this.#options.client.replace(leases, { ...current, spec }, { signal, pool: "lease" }));
    } catch (error) {
      this.#log.warn({ error: describeError(error) }, "the lease could not be released");
    } finally {
      timer.cancel();
    }
  }

  #observe(lease: Lease): void {
    this.#observed = lease;
    this.#observedAt = this.#clock.monotonic();
  }

  #holder(): { identity: string; leaseDurationSeconds: number } {
    return { identity: this.#options.identity, leaseDurationSeconds: this.#leaseDurationSeconds };
  }

  /** Counted from 1, so that 0 can stand for "no election". */
  #epoch(): number {
    return (this.#observed?.spec?.leaseTransitions ?? 0) + 1;
  }

  #pause(signal: AbortSignal): Promise<void> {
    return sleep(this.#clock, jitter(this.#clock, this.#retryPeriodMilliseconds, RETRY_JITTER), signal);
  }
}

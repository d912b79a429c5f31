import type { Client, RequestOptions } from "../src/client/client.ts";
import { type Clock, sleep, type Timer } from "../src/clock/clock.ts";
import type { VirtualClock } from "../src/clock/virtual-clock.ts";
import { ApiError, TransportError } from "../src/errors.ts";
import { createLeaderElection } from "../src/leader/create-leader-election.ts";
import type { Lease } from "../src/leader/lease.ts";
import type { LeaderElection, LeaderTerm } from "../src/leader/types.ts";

/** What happens to a request: done; done but its answer lost; refused; never answered. */
export type RequestFate = "done" | "answer-lost" | "refused" | "hung";

type LeaseClient = Pick<Client, "get" | "create" | "replace">;

/** One Lease in memory, with the API server's optimistic locking, on virtual time. */
export class LeaseServer {
  lease: Lease | undefined;
  /** Decides about each request; latency comes on top. */
  fate: (identity: string, verb: "get" | "create" | "replace") => RequestFate = () => "done";
  latencyMilliseconds: () => number = () => 5;
  /** Who wrote what, in order. */
  readonly writes: string[] = [];
  readonly #clock: VirtualClock;
  #version = 0;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  clientFor(identity: string): LeaseClient {
    const request = async <R>(
      verb: "get" | "create" | "replace",
      options: RequestOptions | undefined,
      work: () => R,
    ): Promise<R> => {
      const fate = this.fate(identity, verb);
      if (fate === "hung") await sleep(this.#clock, 3_600_000, options?.signal);
      else await sleep(this.#clock, this.latencyMilliseconds(), options?.signal);
      options?.signal?.throwIfAborted();
      if (fate === "refused" || fate === "hung") throw new ApiError(verb, 503, { reason: "ServiceUnavailable" });
      const result = work();
      if (verb !== "get") this.writes.push(`${identity} ${verb}`);
      if (fate === "answer-lost") throw new TransportError(verb, "ECONNRESET", undefined);
      return result;
    };
    return {
      get: (_resource, _reference, options) => request("get", options, () => this.lease),
      create: (_resource, desired, options) =>
        request("create", options, () => this.#create(desired as unknown as Lease)),
      replace: (_resource, object, options) =>
        request("replace", options, () => this.#replace(object as unknown as Lease)),
    } as LeaseClient;
  }

  /** Somebody else's change that is none of the election's business. */
  touch(labels: Record<string, string>): void {
    if (this.lease === undefined) throw new Error("no lease yet");
    this.#commit({ ...this.lease, metadata: { ...this.lease.metadata, labels } });
  }

  #create(lease: Lease): Lease {
    if (this.lease !== undefined) throw new ApiError("create", 409, { reason: "AlreadyExists" });
    return this.#commit(lease);
  }

  #replace(lease: Lease): Lease {
    if (this.lease === undefined) throw new ApiError("replace", 404, { reason: "NotFound" });
    if (lease.metadata.resourceVersion !== this.lease.metadata.resourceVersion) {
      throw new ApiError("replace", 409, { reason: "Conflict" });
    }
    return this.#commit(lease);
  }

  #commit(lease: Lease): Lease {
    const metadata = { ...lease.metadata, resourceVersion: String(++this.#version) };
    return (this.lease = { ...lease, metadata });
  }
}

export interface CandidateOptions {
  readonly skewMilliseconds?: number;
  readonly isPredecessor?: (holderIdentity: string) => boolean;
  readonly lead?: (term: LeaderTerm) => Promise<void>;
}

/** A process that takes part, leads whenever it may, and can be frozen as a paused machine is. */
export class Candidate {
  readonly identity: string;
  readonly terms: LeaderTerm[] = [];
  readonly election: LeaderElection;
  readonly running: Promise<void>;
  readonly #clock: VirtualClock;
  readonly #stop = new AbortController();
  #frozenUntil = 0;

  constructor(clock: VirtualClock, server: LeaseServer, identity: string, options: CandidateOptions = {}) {
    this.identity = identity;
    this.#clock = clock;
    const client = server.clientFor(identity);
    const own = this.#ownClock(options.skewMilliseconds ?? 0);
    this.election = createLeaderElection({
      client,
      namespace: "system",
      name: "test",
      identity,
      isPredecessor: options.isPredecessor,
      clock: own,
    });
    this.running = this.election.run(this.#stop.signal, async (term) => {
      this.terms.push(term);
      await (options.lead?.(term) ?? endOf(term.signal));
    });
  }

  get isLeading(): boolean {
    return this.election.term?.isValid() ?? false;
  }

  /** No timer of this process fires for a while, though time goes on. */
  freeze(milliseconds: number): void {
    this.#frozenUntil = this.#clock.monotonic() + milliseconds;
  }

  requestStop(): void {
    this.#stop.abort();
  }

  #ownClock(skewMilliseconds: number): Clock {
    const clock = this.#clock;
    return {
      now: () => clock.now() + skewMilliseconds,
      monotonic: () => clock.monotonic(),
      random: () => clock.random(),
      setTimeout: (callback, milliseconds) => this.#setTimeout(callback, milliseconds),
    };
  }

  #setTimeout(callback: () => void, milliseconds: number): Timer {
    const fire = (): void => {
      const left = this.#frozenUntil - this.#clock.monotonic();
      if (left > 0) timer = this.#clock.setTimeout(fire, left);
      else callback();
    };
    let timer = this.#clock.setTimeout(fire, milliseconds);
    return { cancel: () => timer.cancel() };
  }
}

function endOf(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

import { hostname } from "node:os";

import { type HealthCheck, type HttpServer, serveHealth } from "@tochka-rosta/service/http";

import type { Cache } from "../cache/cache.ts";
import { CacheRegistry } from "../cache/shared-caches.ts";
import type { Client } from "../client/client.ts";
import { type Clock, sleep, systemClock } from "../clock/clock.ts";
import { Controller } from "../controller/controller.ts";
import type { ControllerOptions } from "../controller/types.ts";
import { LeadershipLostError, WriteRefusedError } from "../errors.ts";
import { createEventRecorder } from "../events/create-event-recorder.ts";
import type { EventRecorder } from "../events/types.ts";
import { createLeaderElection } from "../leader/create-leader-election.ts";
import type { LeaderTerm } from "../leader/types.ts";
import { type Log, silentLog } from "../log.ts";
import { type KubernetesObject, resourceId } from "../object.ts";
import { EventLoopWatch } from "./event-loop-watch.ts";
import { createMetrics, type RuntimeMetrics } from "../metrics.ts";
import type { SharedCaches } from "../cache/cache.ts";
import type { Manager, ManagerOptions, Runnable } from "./types.ts";

const SHUTDOWN_GRACE_MILLISECONDS = 30_000;
const CACHE_SYNC_TIMEOUT_MILLISECONDS = 120_000;
/** Two idle time-outs of a watch: the API server must have said something in between. */
const CONTACT_MILLISECONDS = 180_000;
const EVENT_LOOP_LAG_SECONDS = 10;

/**
 * Makes a manager. Nothing is sent and nothing listens before `start`.
 *
 * @example
 * const running = createManager({ client, name: "greeting", http: { host: "127.0.0.1", port: 8080 } });
 * running.addController<Greeting>({
 *   name: "greeting",
 *   for: { resource: greetings },
 *   reconciler: { reconcile: async (object, context) => context.log.info({ key: context.key }, object.spec.text) },
 * });
 * await running.start(signal);
 */
export function createManager(options: ManagerOptions): Manager {
  return new ControllerManager(options);
}

class ControllerManager implements Manager {
  readonly client: Client;
  readonly events: EventRecorder;
  readonly metrics: RuntimeMetrics;
  readonly #options: ManagerOptions;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #caches: CacheRegistry;
  readonly #controllers: Pick<Controller<KubernetesObject>, "listen" | "run" | "observeGauges">[] = [];
  readonly #runnables: Runnable[] = [];
  readonly #readinessChecks: HealthCheck[] = [];
  readonly #eventLoop: EventLoopWatch;
  readonly #failure = Promise.withResolvers<never>();
  #term: LeaderTerm | undefined;
  #http: HttpServer | undefined;

  constructor(options: ManagerOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#log = options.log ?? silentLog;
    this.metrics = options.metrics ?? createMetrics();
    this.client = options.client.withWriteGuard(() => this.#assertLeading());
    this.#caches = new CacheRegistry(options.client, { clock: this.#clock, log: this.#log, metrics: this.metrics });
    this.#eventLoop = new EventLoopWatch(this.#clock, this.metrics);
    this.#failure.promise.catch(() => undefined);
    this.events = createEventRecorder({
      client: this.client,
      reportingController: options.name,
      reportingInstance: options.leaderElection?.identity ?? hostname(),
      clock: this.#clock,
      log: this.#log,
    });
  }

  get caches(): SharedCaches {
    return this.#caches;
  }

  get httpAddress(): { readonly host: string; readonly port: number } | undefined {
    return this.#http;
  }

  addController<T extends KubernetesObject>(options: ControllerOptions<T>): void {
    const { client, metrics } = this;
    const environment = { client, caches: this.#caches, clock: this.#clock, log: this.#log, metrics };
    this.#controllers.push(new Controller(options, environment));
  }

  addRunnable(runnable: Runnable): void {
    this.#runnables.push(runnable);
  }

  addReadinessCheck(name: string, check: () => Promise<void>): void {
    this.#readinessChecks.push({ name, check });
  }

  async start(signal: AbortSignal): Promise<void> {
    const stop = new AbortController();
    const stopped = AbortSignal.any([signal, stop.signal]);
    this.#eventLoop.start();
    try {
      await this.#serveHttp();
      this.#caches.start();
      if (!(await this.#waitForCaches(stopped))) return;
      for (const controller of this.#controllers) controller.listen();
      const everywhere = this.#runRunnables((runnable) => runnable.needsLeadership === false, stopped, undefined);
      await Promise.race([this.#failure.promise, this.#contend(stopped)]);
      await everywhere;
    } finally {
      stop.abort();
      await this.#caches.stop();
      await this.#http?.stop();
      this.#eventLoop.stop();
    }
  }

  async #contend(signal: AbortSignal): Promise<void> {
    const { leaderElection, client } = this.#options;
    if (leaderElection === undefined) return this.#lead(soleTerm(signal), signal);
    const { metrics } = this;
    const election = createLeaderElection({ ...leaderElection, client, clock: this.#clock, log: this.#log, metrics });
    await election.run(signal, (term) => this.#lead(term, signal));
  }

  /**
   * Controllers and runnables for one term. Returns when all have ended, so that the lease may be released; rejects when the
   * lease is lost or work does not end in time, so that the process ends and the lease expires.
   */
  async #lead(term: LeaderTerm, stop: AbortSignal): Promise<void> {
    this.#term = term;
    const work = Promise.all([
      ...this.#controllers.map((controller) => controller.run(term.signal, term.epoch)),
      this.#runRunnables((runnable) => runnable.needsLeadership !== false, term.signal, term),
    ]);
    await Promise.race([this.#failure.promise, aborted(term.signal)]);
    if (!stop.aborted) throw new LeadershipLostError("the lease was lost", { cause: term.signal.reason });
    const grace = this.#options.shutdownGraceMilliseconds ?? SHUTDOWN_GRACE_MILLISECONDS;
    const ended = new AbortController();
    const outOfTime = sleep(this.#clock, grace, ended.signal).then(() => {
      if (!ended.signal.aborted) throw new Error(`work under way did not end within ${grace} ms`);
    });
    await Promise.race([work, outOfTime]).finally(() => ended.abort());
    await outOfTime;
    await this.events.flush();
  }

  async #runRunnables(
    isWanted: (runnable: Runnable) => boolean,
    signal: AbortSignal,
    term: LeaderTerm | undefined,
  ): Promise<void> {
    const running = this.#runnables.filter(isWanted).map(async (runnable) => {
      try {
        await runnable.run(signal, term);
      } catch (error) {
        if (!signal.aborted) this.#failure.reject(new Error(`${runnable.name} failed`, { cause: error }));
      }
    });
    await Promise.all(running);
  }

  /** False when stopped before the caches were full; rejects when they take too long. */
  async #waitForCaches(signal: AbortSignal): Promise<boolean> {
    const limit = this.#options.cacheSyncTimeoutMilliseconds ?? CACHE_SYNC_TIMEOUT_MILLISECONDS;
    const synced = Promise.all(this.#caches.all().map((cache) => cache.synced)).then(() => true);
    const ended = new AbortController();
    const isTimeUp = sleep(this.#clock, limit, AbortSignal.any([signal, ended.signal])).then(() => false);
    const isSynced = await Promise.race([synced, isTimeUp]).finally(() => ended.abort());
    if (isSynced || signal.aborted) return isSynced && !signal.aborted;
    const missing = this.#caches.all().filter((cache) => !cache.isSynced);
    throw new Error(`not listed within ${limit} ms: ${missing.map(describeCache).join(", ")}`);
  }

  async #serveHttp(): Promise<void> {
    const { http } = this.#options;
    if (http === undefined) return;
    this.#http = await serveHealth({
      ...http,
      readiness: () => [{ name: "caches", check: () => this.#checkCaches() }, ...this.#readinessChecks],
      liveness: () => [
        { name: "event-loop", check: () => this.#eventLoop.check(EVENT_LOOP_LAG_SECONDS) },
        { name: "lease", check: () => this.#checkLease() },
      ],
      metrics: () => this.#renderMetrics(),
    });
  }

  async #checkCaches(): Promise<void> {
    for (const cache of this.#caches.all()) {
      if (!cache.isSynced) throw new Error(`${describeCache(cache)} is not listed yet`);
      const seconds = Math.round(cache.lastContactMilliseconds / 1000);
      if (cache.lastContactMilliseconds > CONTACT_MILLISECONDS) throw new Error(`silent for ${seconds} s`);
    }
    return Promise.resolve();
  }

  async #checkLease(): Promise<void> {
    if (this.#term !== undefined && !this.#term.signal.aborted) this.#term.assertValid();
    return Promise.resolve();
  }

  #renderMetrics(): Promise<string> {
    for (const controller of this.#controllers) controller.observeGauges();
    for (const cache of this.#caches.all()) {
      const seconds = cache.lastContactMilliseconds / 1000;
      const resource = resourceId(cache.selection.resource);
      if (Number.isFinite(seconds)) this.metrics.lastEventAgeSeconds.set({ resource }, seconds);
    }
    return this.metrics.registry.metrics();
  }

  #assertLeading(): void {
    if (this.#term === undefined) throw new WriteRefusedError("this process does not lead");
    this.#term.assertValid();
  }
}

function describeCache(cache: Cache): string {
  return resourceId(cache.selection.resource);
}

/** Without an election there is one term as long as the process. */
function soleTerm(signal: AbortSignal): LeaderTerm {
  return { epoch: 0, signal, isValid: () => true, assertValid: () => undefined };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

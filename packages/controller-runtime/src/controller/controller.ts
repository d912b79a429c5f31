import { randomUUID } from "node:crypto";

import { addFinalizer, hasFinalizer, removeFinalizer } from "../apply/finalizers.ts";
import type { Cache, CacheEvent } from "../cache/cache.ts";
import type { Client } from "../client/client.ts";
import { type Clock, jitter } from "../clock/clock.ts";
import { ApiError, describeError, TerminalError, TransportError, WaitError, WriteRefusedError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { RuntimeMetrics } from "../metrics.ts";
import type { SharedCaches } from "../cache/cache.ts";
import { type KubernetesObject, keyOf, type ObjectKey } from "../object.ts";
import { LOW_PRIORITY, type WorkItem, WorkQueue } from "../queue/work-queue.ts";
import { controllerKeys, resourceVersionChanged, specOrMetadataChanged } from "./predicates.ts";
import type { ControllerOptions, ReconcileContext, ReconcileResult } from "./types.ts";
import { ReadYourWritesGate } from "./read-your-writes-gate.ts";

const TIMEOUT_MILLISECONDS = 60_000;
const RESYNC_MILLISECONDS = 30 * 60_000;
const OWN_WRITES_WAIT_MILLISECONDS = 5_000;
const STALE_RECHECK_MILLISECONDS = 1_000;
/** After a patch that found the object changed: the cache will know in a moment. */
const CHANGED_RECHECK_MILLISECONDS = 200;

/** What a controller lives in. */
export interface ControllerEnvironment {
  readonly client: Client;
  readonly caches: SharedCaches;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: RuntimeMetrics;
}

/** How one reconcile ended, in the words of controller-runtime's metric; "stale" and "gone" did not get to run. */
type Outcome = "success" | "error" | "requeue" | "requeue_after" | "stale" | "gone";

/** Work that outlived its time, wrapped, since a bare promise would be waited for. */
interface Leftover {
  readonly unfinished?: Promise<unknown> | undefined;
}

/** The reconcile ran out of its time. `unfinished` settles when the work that ignored its signal ends after all. */
class ReconcileTimeoutError extends Error {
  override readonly name = "ReconcileTimeoutError";
  unfinished: Promise<unknown> = Promise.resolve();
}

/** Turns changes into reconciles: one object at a time each, failures again later, for as long as it runs. */
export class Controller<T extends KubernetesObject> {
  readonly #options: ControllerOptions<T>;
  readonly #environment: ControllerEnvironment;
  readonly #cache: Cache<T>;
  readonly #queue: WorkQueue;
  readonly #gate: ReadYourWritesGate;
  readonly #log: Log;
  readonly #unsubscribe: (() => void)[] = [];

  constructor(options: ControllerOptions<T>, environment: ControllerEnvironment) {
    const { caches, clock, metrics } = environment;
    this.#options = options;
    this.#environment = environment;
    this.#log = environment.log.child({ controller: options.name });
    this.#cache = caches.for(options.for);
    for (const child of [...(options.owns ?? []), ...(options.watches ?? [])]) caches.for(child);
    this.#queue = new WorkQueue({ name: options.name, clock, metrics });
    this.#gate = new ReadYourWritesGate(() => caches.all());
    initializeMetrics(metrics, options.name, options.concurrency ?? 1);
  }

  /** Begins to note changes; the keys wait until `run`. Caches may still be filling. */
  listen(): void {
    const { for: main, owns = [], watches = [], sources = [] } = this.#options;
    const { caches } = this.#environment;
    this.#unsubscribe.push(
      this.#cache.onEvent((event) => {
        const isWanted = this.#options.predicate?.(event) ?? specOrMetadataChanged(event);
        if (isWanted) this.#enqueue(keyOf(event.object), event);
      }),
      ...owns.map((child) =>
        caches.for(child).onEvent((event) => {
          if (!(child.predicate?.(event) ?? resourceVersionChanged(event))) return;
          for (const key of controllerKeys(event.object, main.resource)) this.#enqueue(key, event);
        }),
      ),
      ...watches.map((watch) =>
        caches.for(watch).onEvent((event) => {
          if (!(watch.predicate?.(event) ?? resourceVersionChanged(event))) return;
          const before = event.old === undefined ? [] : watch.map(event.old);
          for (const key of new Set([...watch.map(event.object), ...before])) this.#enqueue(key, event);
        }),
      ),
      ...sources.map((source) => source((key, options) => this.#queue.add(key, options))),
    );
  }

  /** Works until the signal aborts, then waits for what is under way. `epoch` is the term's. */
  async run(signal: AbortSignal, epoch: number): Promise<void> {
    const shutDown = (): void => this.#queue.shutDown();
    signal.addEventListener("abort", shutDown, { once: true });
    if (signal.aborted) shutDown();
    const workers = Array.from({ length: this.#options.concurrency ?? 1 }, () => this.#work(signal, epoch));
    await Promise.all(workers);
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
  }

  /** Brings gauges up to date before they are read. */
  observeGauges(): void {
    this.#queue.observeGauges();
  }

  #enqueue(key: ObjectKey, event: CacheEvent): void {
    this.#queue.add(key, { priority: event.isFromList ? LOW_PRIORITY : 0 });
  }

  async #work(signal: AbortSignal, epoch: number): Promise<void> {
    const { metrics } = this.#environment;
    const controller = this.#options.name;
    for (let item = await this.#queue.take(); item !== undefined; item = await this.#queue.take()) {
      const { key } = item;
      metrics.activeWorkers.inc({ controller });
      const { unfinished } = await this.#process(item, signal, epoch);
      metrics.activeWorkers.dec({ controller });
      // The worker goes on to other keys, but this key stays taken until its last work has truly ended.
      if (unfinished === undefined) this.#queue.done(key);
      else
        void unfinished.then(
          () => this.#queue.done(key),
          () => this.#queue.done(key),
        );
    }
  }

  /** Never rejects. What it returns is work that outlived its time. */
  async #process(item: WorkItem, signal: AbortSignal, epoch: number): Promise<Leftover> {
    const { clock, metrics } = this.#environment;
    const controller = this.#options.name;
    const startedAt = clock.monotonic();
    const reconcileId = randomUUID();
    const log = this.#log.child({ key: item.key, reconcileId });
    let outcome: Outcome;
    let unfinished: Promise<unknown> | undefined;
    try {
      outcome = await this.#reconcile(item, signal, epoch, log, reconcileId);
    } catch (error) {
      outcome = this.#handleError(item, error, log, signal);
      if (error instanceof ReconcileTimeoutError) unfinished = error.unfinished;
    }
    if (outcome === "stale" || outcome === "gone") return {};
    metrics.reconciles.inc({ controller, result: outcome });
    metrics.reconcileSeconds.observe({ controller }, (clock.monotonic() - startedAt) / 1000);
    return { unfinished };
  }

  async #reconcile(
    item: WorkItem,
    signal: AbortSignal,
    epoch: number,
    log: Log,
    reconcileId: string,
  ): Promise<Outcome> {
    const { key, priority } = item;
    const { client, clock, metrics } = this.#environment;
    if (!(await this.#gate.waitUntilSeen(key, OWN_WRITES_WAIT_MILLISECONDS))) {
      metrics.staleSyncSkips.inc({ controller: this.#options.name });
      log.debug({}, "the cache has not seen our last write yet");
      this.#queue.add(key, { priority, delayMilliseconds: STALE_RECHECK_MILLISECONDS });
      return "stale";
    }
    const object = this.#cache.get(key);
    if (object === undefined) {
      this.#queue.forget(key);
      this.#options.reconciler.forget?.(key);
      return "gone";
    }
    const result = await this.#withDeadline(signal, (deadline) => {
      const attempt = this.#queue.failures(key);
      const bounded = client.withWriteGuard(() => assertInTime(deadline));
      const context = { signal: deadline, log, clock, client: bounded, key, attempt, priority, epoch, reconcileId };
      return client.trackWrites(
        (write) => this.#gate.note(key, write),
        () => this.#runReconciler(object, context),
      );
    });
    this.#queue.forget(key);
    return this.#schedule(item, result);
  }

  /** The finalizer's rules around the two halves of a reconciler. */
  async #runReconciler(object: Readonly<T>, context: ReconcileContext): Promise<ReconcileResult> {
    const { reconciler, finalizer } = this.#options;
    const { resource } = this.#options.for;
    if (object.metadata.deletionTimestamp === undefined) {
      if (finalizer === undefined) return (await reconciler.reconcile(object, context)) ?? {};
      const guarded = await addFinalizer(context.client, resource, object, finalizer);
      if (guarded === undefined) return { requeueAfterMilliseconds: CHANGED_RECHECK_MILLISECONDS };
      return (await reconciler.reconcile(guarded, context)) ?? {};
    }
    if (finalizer === undefined || !hasFinalizer(object, finalizer)) return {};
    const result = (await reconciler.cleanup?.(object, context)) ?? "done";
    if (result !== "done") return result;
    const removed = await removeFinalizer(context.client, resource, object, finalizer);
    return removed === undefined ? { requeueAfterMilliseconds: CHANGED_RECHECK_MILLISECONDS } : {};
  }

  /** Aborts the work when its time is over, and does not wait for work that ignores it. */
  async #withDeadline<R>(signal: AbortSignal, work: (deadline: AbortSignal) => Promise<R>): Promise<R> {
    const milliseconds = this.#options.timeoutMilliseconds ?? TIMEOUT_MILLISECONDS;
    const error = new ReconcileTimeoutError(`not done after ${milliseconds} ms`);
    const timeout = new AbortController();
    const expired = Promise.withResolvers<never>();
    const timer = this.#environment.clock.setTimeout(() => {
      timeout.abort(error);
      expired.reject(error);
    }, milliseconds);
    try {
      const working = work(AbortSignal.any([signal, timeout.signal]));
      error.unfinished = working;
      return await Promise.race([working, expired.promise]);
    } finally {
      timer.cancel();
    }
  }

  #schedule({ key, priority }: WorkItem, result: ReconcileResult): Outcome {
    const resync = this.#options.resyncMilliseconds ?? RESYNC_MILLISECONDS;
    if (result.requeueAfterMilliseconds !== undefined) {
      const again = result.priority ?? Math.max(priority, 0);
      this.#queue.add(key, { priority: again, delayMilliseconds: result.requeueAfterMilliseconds });
      return "requeue_after";
    }
    if (resync > 0) {
      const delayMilliseconds = jitter(this.#environment.clock, resync, 1);
      this.#queue.add(key, { priority: LOW_PRIORITY, delayMilliseconds });
    }
    return "success";
  }

  #handleError({ key, priority }: WorkItem, error: unknown, log: Log, signal: AbortSignal): Outcome {
    const { metrics } = this.#environment;
    const controller = this.#options.name;
    if (signal.aborted) return "requeue";
    if (error instanceof WaitError) {
      log.debug({ waitingFor: error.message }, "waiting");
      this.#queue.forget(key);
      this.#queue.add(key, { priority, delayMilliseconds: error.afterMilliseconds });
      return "requeue_after";
    }
    metrics.reconcileErrors.inc({ controller });
    if (error instanceof TerminalError) {
      metrics.terminalErrors.inc({ controller });
      log.error({ error: describeError(error) }, "not tried again until the object changes");
      this.#queue.forget(key);
      return "error";
    }
    if (error instanceof ReconcileTimeoutError) metrics.reconcileTimeouts.inc({ controller });
    const isProgrammingError = isPanic(error);
    if (isProgrammingError) metrics.reconcilePanics.inc({ controller });
    const stack = isProgrammingError && error instanceof Error ? { stack: error.stack } : {};
    log.error({ error: describeError(error), attempt: this.#queue.failures(key), ...stack }, "reconcile failed");
    this.#queue.addRateLimited(key, priority);
    return "error";
  }
}

/** Work that ignores its signal shall at least not write any more. Shutdown is different: what runs may finish. */
function assertInTime(deadline: AbortSignal): void {
  if (deadline.reason instanceof ReconcileTimeoutError) throw new WriteRefusedError(deadline.reason.message);
}

/** Errors of the language itself are what a panic is in Go: a mistake of ours, not a state of the world. */
function isPanic(error: unknown): boolean {
  if (error instanceof ApiError || error instanceof TransportError || error instanceof WriteRefusedError) return false;
  return error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError;
}

/** Counters start at zero, so that rates are right from the first increment. */
function initializeMetrics(metrics: RuntimeMetrics, controller: string, concurrency: number): void {
  for (const result of ["success", "error", "requeue", "requeue_after"]) {
    metrics.reconciles.inc({ controller, result }, 0);
  }
  for (const counter of [
    metrics.reconcileErrors,
    metrics.terminalErrors,
    metrics.reconcilePanics,
    metrics.reconcileTimeouts,
    metrics.staleSyncSkips,
  ]) {
    counter.inc({ controller }, 0);
  }
  metrics.activeWorkers.set({ controller }, 0);
  metrics.maxConcurrentReconciles.set({ controller }, concurrency);
}

import type { Client } from "../client/client.ts";
import { type Clock, sleep, systemClock } from "../clock/clock.ts";
import { describeError } from "../errors.ts";
import { type Log, silentLog } from "../log.ts";
import type { RuntimeMetrics } from "../metrics.ts";
import { keyOf, type KubernetesObject, type ObjectKey, resourceId } from "../object.ts";
import type { Cache, CacheContents, CacheEvent, CacheListener, CacheSelection } from "./cache.ts";
import { Reflector, type ReflectorTarget } from "./reflector.ts";
import { isAtLeast } from "./resource-version.ts";
import { Store } from "./store.ts";

/** Which objects a cache holds, what it keeps of them, and how it lists and watches. */
export interface CacheOptions<T extends KubernetesObject> extends CacheSelection<T>, CacheContents<T> {
  readonly clock?: Clock | undefined;
  readonly log?: Log | undefined;
  readonly metrics?: RuntimeMetrics | undefined;
  /** Objects a page of the first list; 500 unless told. */
  readonly pageSize?: number | undefined;
  /** A watch silent for so long is reopened; 90 s unless told. */
  readonly idleTimeoutMilliseconds?: number | undefined;
}

const WAIT_MILLISECONDS = 5_000;

/**
 * A cache of one's own. Begins with `start()`.
 *
 * @example
 * const live = createCache(client, { resource: configMaps, labelSelector: "app=greeting" });
 * live.start();
 * await live.synced;
 * const all = live.list("default");
 */
export function createCache<T extends KubernetesObject>(client: Client, options: CacheOptions<T>): WatchedCache<T> {
  return new WatchedCache(client, options);
}

/** A store that a reflector keeps up to date, and that tells its listeners. */
export class WatchedCache<T extends KubernetesObject> implements Cache<T>, ReflectorTarget<T> {
  readonly selection: CacheSelection<T>;
  readonly #store = new Store<T>();
  readonly #listeners = new Set<CacheListener<T>>();
  readonly #waiters = new Set<() => void>();
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #metrics: RuntimeMetrics | undefined;
  readonly #project: (object: T) => T;
  readonly #reflector: Reflector<T>;
  readonly #abort = new AbortController();
  readonly #synced = Promise.withResolvers<void>();
  readonly #metricLabels: { resource: string };
  #running: Promise<void> | undefined;
  #isSynced = false;
  #resourceVersion = "";
  #lastContactAt = Number.NEGATIVE_INFINITY;

  constructor(client: Client, options: CacheOptions<T>) {
    const { resource, namespace, labelSelector, fieldSelector } = options;
    this.selection = { resource, namespace, labelSelector, fieldSelector };
    this.#clock = options.clock ?? systemClock;
    this.#metrics = options.metrics;
    this.#metricLabels = { resource: resourceId(resource) };
    this.#log = (options.log ?? silentLog).child({ cache: resourceId(resource) });
    this.#project = (object) => (options.project === undefined ? dropManagedFields(object) : options.project(object));
    for (const [name, valuesOf] of Object.entries(options.indexes ?? {})) this.#store.addIndex(name, valuesOf);
    this.#synced.promise.catch(() => undefined);
    this.#reflector = new Reflector({
      client,
      selection: this.selection,
      target: this,
      clock: this.#clock,
      log: this.#log,
      pageSize: options.pageSize,
      idleTimeoutMilliseconds: options.idleTimeoutMilliseconds,
    });
  }

  get(key: ObjectKey): Readonly<T> | undefined {
    return this.#store.get(key);
  }

  list(namespace?: string): readonly Readonly<T>[] {
    return this.#store.list(namespace);
  }

  byIndex(index: string, value: string): readonly Readonly<T>[] {
    return this.#store.byIndex(index, value);
  }

  get size(): number {
    return this.#store.size;
  }

  get synced(): Promise<void> {
    return this.#synced.promise;
  }

  get isSynced(): boolean {
    return this.#isSynced;
  }

  get resourceVersion(): string {
    return this.#resourceVersion;
  }

  get lastContactMilliseconds(): number {
    return this.#clock.monotonic() - this.#lastContactAt;
  }

  /** Adds an index after the making; what is stored already is indexed too. */
  addIndex(name: string, valuesOf: (object: T) => readonly string[]): void {
    this.#store.addIndex(name, valuesOf);
  }

  waitFor(resourceVersion: string, timeoutMilliseconds?: number): Promise<boolean> {
    return this.waitUntil(() => isAtLeast(this.#resourceVersion, resourceVersion), timeoutMilliseconds);
  }

  async waitUntil(condition: () => boolean, timeoutMilliseconds: number = WAIT_MILLISECONDS): Promise<boolean> {
    if (condition()) return true;
    const met = new AbortController();
    const check = (): void => {
      if (condition()) met.abort();
    };
    this.#waiters.add(check);
    await sleep(this.#clock, timeoutMilliseconds, AbortSignal.any([met.signal, this.#abort.signal]));
    this.#waiters.delete(check);
    return condition();
  }

  onEvent(listener: CacheListener<T>): () => void {
    this.#listeners.add(listener);
    for (const object of this.#store.list()) this.#report(listener, { type: "added", object, isFromList: true });
    return () => void this.#listeners.delete(listener);
  }

  start(): void {
    this.#running ??= this.#reflector.run(this.#abort.signal);
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    this.#synced.reject(new Error(`the cache of ${this.#metricLabels.resource} was stopped before its first list`));
    await this.#running;
  }

  replaceAll(objects: readonly T[], resourceVersion: string): void {
    const gone = new Set(this.#store.keys());
    for (const object of objects) {
      gone.delete(keyOf(object));
      this.#ingest(object, true);
    }
    for (const key of gone) {
      const object = this.#store.delete(key);
      if (object !== undefined) this.#notifyAll({ type: "deleted", object, isFromList: true });
    }
    this.#isSynced = true;
    this.advance(resourceVersion);
    this.#synced.resolve();
  }

  upsert(object: T): void {
    this.#ingest(object, false);
    this.advance(object.metadata.resourceVersion ?? "");
  }

  remove(object: T): void {
    const old = this.#store.delete(keyOf(object));
    if (old !== undefined) this.#notifyAll({ type: "deleted", object: this.#project(object), old, isFromList: false });
    this.advance(object.metadata.resourceVersion ?? "");
  }

  advance(resourceVersion: string): void {
    this.#resourceVersion = resourceVersion;
    const value = Number(resourceVersion);
    if (Number.isFinite(value)) this.#metrics?.storeResourceVersion.set(this.#metricLabels, value);
    for (const check of [...this.#waiters]) check();
  }

  noteContact(): void {
    this.#lastContactAt = this.#clock.monotonic();
  }

  noteList(): void {
    this.#metrics?.reflectorLists.inc(this.#metricLabels);
  }

  noteError(): void {
    this.#metrics?.reflectorWatchErrors.inc(this.#metricLabels);
  }

  #ingest(raw: T, isFromList: boolean): void {
    const object = this.#project(raw);
    const old = this.#store.set(object);
    if (old === undefined) this.#notifyAll({ type: "added", object, isFromList });
    else if (old.metadata.uid !== object.metadata.uid) {
      // Deleted and recreated while we were not looking: two different objects.
      this.#notifyAll({ type: "deleted", object: old, isFromList });
      this.#notifyAll({ type: "added", object, isFromList });
    } else if (old.metadata.resourceVersion !== object.metadata.resourceVersion) {
      this.#notifyAll({ type: "updated", object, old, isFromList });
    }
  }

  #notifyAll(event: CacheEvent<T>): void {
    for (const listener of [...this.#listeners]) this.#report(listener, event);
  }

  #report(listener: CacheListener<T>, event: CacheEvent<T>): void {
    try {
      listener(event);
    } catch (error) {
      this.#log.error({ key: keyOf(event.object), error: describeError(error) }, "a listener failed");
    }
  }
}

function dropManagedFields<T extends KubernetesObject>(object: T): T {
  delete object.metadata.managedFields;
  return object;
}

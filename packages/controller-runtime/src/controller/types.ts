import type { CacheContents, CacheEvent, CacheSelection } from "../cache/cache.ts";
import type { Client } from "../client/client.ts";
import type { Clock } from "../clock/clock.ts";
import type { Log } from "../log.ts";
import type { KubernetesObject, ObjectKey } from "../object.ts";

/** When to look at the object again; nothing means when something changes. */
export interface ReconcileResult {
  readonly requeueAfterMilliseconds?: number | undefined;
  /** Of the recheck; 0 unless told. Higher goes first. */
  readonly priority?: number | undefined;
}

/** What a reconcile is given beside the object. */
export interface ReconcileContext {
  /** Aborts on time-out, on loss of the lease and on shutdown. */
  readonly signal: AbortSignal;
  readonly log: Log;
  readonly clock: Clock;
  /** Writes only while this process holds the lease. */
  readonly client: Client;
  readonly key: ObjectKey;
  /** 0 at first, then the number of failures in a row. */
  readonly attempt: number;
  readonly priority: number;
  /** How often the lease changed hands: later leaders have higher numbers. 0 without leader election. */
  readonly epoch: number;
  readonly reconcileId: string;
}

/** Makes the world match one object. Called again and again; each call states the whole desired object. */
export interface Reconciler<T extends KubernetesObject> {
  /** The object exists, is not being deleted, and carries the finalizer if the controller has one. */
  reconcile(object: Readonly<T>, context: ReconcileContext): Promise<ReconcileResult | void>;
  /** The object is being deleted and still carries our finalizer, which goes only on "done". */
  cleanup?(object: Readonly<T>, context: ReconcileContext): Promise<ReconcileResult | "done">;
  /** The object is gone from the cache: drop what was kept in memory for it. */
  forget?(key: ObjectKey): void;
}

/** Other objects whose changes matter. */
export interface WatchedResource<W extends KubernetesObject = KubernetesObject>
  extends CacheSelection<W>, CacheContents<W> {
  /** The keys of the objects to reconcile when this one changes. */
  map(object: Readonly<W>): readonly ObjectKey[];
  /** Leaves events out; unless told, only those that changed nothing are left out. */
  predicate?(event: CacheEvent<W>): boolean;
}

/**
 * Something outside the cluster whose changes matter, such as another server. Called when the controller begins to listen, with how
 * to ask for a reconcile; returns how to stop.
 *
 * @example
 * const everyMinute: ReconcileSource = (enqueue) => {
 *   const timer = setInterval(() => enqueue("b/a"), 60_000);
 *   return () => clearInterval(timer);
 * };
 */
export type ReconcileSource = (
  enqueue: (key: ObjectKey, options?: { readonly priority?: number }) => void,
) => () => void;

/** Children: found by their controller owner reference. */
export interface OwnedResource<W extends KubernetesObject = KubernetesObject>
  extends CacheSelection<W>, CacheContents<W> {
  predicate?(event: CacheEvent<W>): boolean;
}

/** A controller, declared. */
export interface ControllerOptions<T extends KubernetesObject> {
  /** In logs and metrics; one word with dashes. */
  readonly name: string;
  readonly for: CacheSelection<T> & CacheContents<T>;
  readonly owns?: readonly OwnedResource[] | undefined;
  readonly watches?: readonly WatchedResource[] | undefined;
  readonly sources?: readonly ReconcileSource[] | undefined;
  /** Which changes of the object itself count; unless told `specOrMetadataChanged`. */
  predicate?(event: CacheEvent<T>): boolean;
  readonly reconciler: Reconciler<T>;
  /** Put on before the first reconcile, taken off after cleanup. Without it there is no cleanup. */
  readonly finalizer?: string | undefined;
  /** Reconciles at a time; 1 unless told. One object is never reconciled twice at a time. */
  readonly concurrency?: number | undefined;
  /** 60 s unless told. */
  readonly timeoutMilliseconds?: number | undefined;
  /** Every object is looked at again after this time to twice this time, behind all else; 30 min unless told, 0 never. */
  readonly resyncMilliseconds?: number | undefined;
}

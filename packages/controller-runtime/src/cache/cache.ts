import type { KubernetesObject, ObjectKey, ResourceType } from "../object.ts";

/** Which objects a cache holds. */
export interface CacheSelection<T extends KubernetesObject = KubernetesObject> {
  readonly resource: ResourceType<T>;
  readonly namespace?: string | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
}

/** What is kept of the objects, and how they are found. */
export interface CacheContents<T extends KubernetesObject = KubernetesObject> {
  /** Cuts an object down to what is needed, before it is stored. Unless told, drops `managedFields`. */
  project?(object: T): T;
  /** For each index the values an object is found by. */
  readonly indexes?: Readonly<Record<string, (object: T) => readonly string[]>> | undefined;
}

/** What a cache reports of one object: that it is there, changed, or is gone. */
export interface CacheEvent<T extends KubernetesObject = KubernetesObject> {
  readonly type: "added" | "updated" | "deleted";
  readonly object: Readonly<T>;
  /** The object before an update. */
  readonly old?: Readonly<T> | undefined;
  /** From a list rather than from the watch: says that something is, not that something happened. */
  readonly isFromList: boolean;
}

/** Called for every event of a cache, one after the other. */
export type CacheListener<T extends KubernetesObject> = (event: CacheEvent<T>) => void;

/** A live copy of a set of objects. Reads answer from memory, also while the API server is away. */
export interface Cache<T extends KubernetesObject = KubernetesObject> {
  readonly selection: CacheSelection<T>;
  get(key: ObjectKey): Readonly<T> | undefined;
  list(namespace?: string): readonly Readonly<T>[];
  byIndex(index: string, value: string): readonly Readonly<T>[];
  readonly size: number;
  /** Settles when the first list is in; rejects when the cache is stopped before. */
  readonly synced: Promise<void>;
  readonly isSynced: boolean;
  /** The newest resource version seen; "" before the first list. */
  readonly resourceVersion: string;
  /** Milliseconds since the API server last said anything to this cache; Infinity before the first list. */
  readonly lastContactMilliseconds: number;
  /** Waits until the cache has seen at least this resource version; false when it did not in time (5 s unless told). */
  waitFor(resourceVersion: string, timeoutMilliseconds?: number): Promise<boolean>;
  /** Waits until `condition` holds, looking after every change; false when it did not in time. */
  waitUntil(condition: () => boolean, timeoutMilliseconds?: number): Promise<boolean>;
  /** Tells of what is there already, then of every change. A listener that throws is logged and keeps its place. */
  onEvent(listener: CacheListener<T>): () => void;
  /** Begins to list and watch; more calls change nothing. */
  start(): void;
  /** Ends the watch. What was known stays readable. */
  stop(): Promise<void>;
}

/** Caches shared by everyone who asks for the same resource and selection. */
export interface SharedCaches {
  /** The one cache of this selection; made on first asking. Asking again with other indexes adds them, before the start only. */
  for<T extends KubernetesObject>(options: CacheSelection<T> & CacheContents<T>): Cache<T>;
  all(): readonly Cache[];
}

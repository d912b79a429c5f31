import type { KubernetesObject, ObjectKey, ObjectReference, ResourceType } from "../object.ts";

/** Options of any request. */
export interface RequestOptions {
  readonly signal?: AbortSignal | undefined;
  /** Connections do not mix between lanes, so that a flood of calls cannot starve a lease renewal. Default "call". */
  readonly pool?: "call" | "lease" | undefined;
}

/** Which objects a list or a watch is of. */
export interface ListOptions extends RequestOptions {
  readonly namespace?: string | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  /** Objects a page; 500 unless told. */
  readonly pageSize?: number | undefined;
}

/** One page of a list. */
export interface ListPageOptions extends ListOptions {
  readonly continueToken?: string | undefined;
  readonly resourceVersion?: string | undefined;
  readonly resourceVersionMatch?: "NotOlderThan" | "Exact" | undefined;
}

/** One page of a list. */
export interface ObjectPage<T> {
  readonly items: T[];
  readonly resourceVersion: string;
  readonly continueToken: string | undefined;
}

/** How a write is sent. */
export interface WriteOptions extends RequestOptions {
  readonly fieldManager?: string | undefined;
  /** What of the object is written; a `token` of a ServiceAccount can only be created. */
  readonly subresource?: "status" | "scale" | "token" | undefined;
  readonly isDryRun?: boolean | undefined;
}

/** How one object is applied. */
export interface ApplyOptions extends WriteOptions {
  readonly fieldManager: string;
  /** Take fields over from other managers; true unless told. */
  readonly force?: boolean | undefined;
}

/** What must be true of the object for it to be deleted. */
export interface DeletePreconditions {
  readonly uid: string;
  readonly resourceVersion?: string | undefined;
}

/** How one object is deleted. */
export interface DeleteOptions extends RequestOptions {
  readonly propagation?: "Foreground" | "Background" | "Orphan" | undefined;
  readonly gracePeriodSeconds?: number | undefined;
}

/** What a deletion did. */
export type DeleteOutcome = "deleted" | "absent" | "precondition-failed";

/** One step of an RFC 6902 patch. */
export type JsonPatchOperation =
  { op: "add" | "replace" | "test"; path: string; value: unknown } | { op: "remove"; path: string };

/** One line of a watch. */
export type WatchEvent<T extends KubernetesObject = KubernetesObject> =
  | { readonly type: "ADDED" | "MODIFIED" | "DELETED"; readonly object: T }
  | { readonly type: "BOOKMARK"; readonly object: KubernetesObject };

/** Where a watch begins and when it counts as dead. */
export interface WatchOptions extends RequestOptions {
  readonly namespace?: string | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  readonly resourceVersion: string;
  /** After which the server ends the stream. */
  readonly timeoutSeconds: number;
  /** A stream silent for so long is taken for dead. */
  readonly idleTimeoutMilliseconds: number;
  /** Called when the server has accepted the watch, which may be long before the first event. */
  readonly onOpen?: (() => void) | undefined;
}

/** A write the API server accepted, told to whoever tracks writes. */
export interface AcceptedWrite {
  readonly resource: ResourceType;
  readonly key: ObjectKey;
  readonly verb: "create" | "apply" | "patch" | "replace" | "delete";
  /** The object as answered; undefined after a delete that answered with a bare status. */
  readonly object: KubernetesObject | undefined;
  readonly uid: string | undefined;
}

/** An object as a desired object: what the server fills in may be missing, and so may everything not ours to say. */
export type DesiredObject<T extends KubernetesObject> = Pick<T, "apiVersion" | "kind" | "metadata"> & Partial<T>;

/**
 * Speaks to the API server in plain JSON; nothing unknown is dropped. Every method rejects with ApiError when the server
 * refuses, with TransportError when there is no answer, with WriteRefusedError when the write guard forbids the write.
 */
export interface Client {
  /** Reads one object live; undefined when it is not there. */
  get<T extends KubernetesObject>(
    resource: ResourceType<T>,
    reference: ObjectReference,
    options?: RequestOptions,
  ): Promise<T | undefined>;
  /** Reads all pages. Mind the size: caches are the way to hold many. */
  list<T extends KubernetesObject>(resource: ResourceType<T>, options?: ListOptions): Promise<T[]>;
  listPage<T extends KubernetesObject>(resource: ResourceType<T>, options?: ListPageOptions): Promise<ObjectPage<T>>;
  /** POST: fails when the name is taken, which makes creation a lock. With a subresource the object of that name must be there. */
  create<T extends KubernetesObject>(
    resource: ResourceType<T>,
    object: DesiredObject<T>,
    options?: WriteOptions,
  ): Promise<T>;
  /** Server-side apply of the whole intent of one field manager, validated strictly. */
  apply<T extends KubernetesObject>(
    resource: ResourceType<T>,
    object: DesiredObject<T>,
    options: ApplyOptions,
  ): Promise<T>;
  /** PUT with the resourceVersion read: fails when somebody else wrote in between. */
  replace<T extends KubernetesObject>(resource: ResourceType<T>, object: T, options?: WriteOptions): Promise<T>;
  patchJson<T extends KubernetesObject>(
    resource: ResourceType<T>,
    reference: ObjectReference,
    operations: readonly JsonPatchOperation[],
    options?: WriteOptions,
  ): Promise<T>;
  /** RFC 7386: null removes a field, lists are replaced whole. */
  patchMerge<T extends KubernetesObject>(
    resource: ResourceType<T>,
    reference: ObjectReference,
    patch: object,
    options?: WriteOptions,
  ): Promise<T>;
  delete(
    resource: ResourceType,
    reference: ObjectReference,
    preconditions: DeletePreconditions,
    options?: DeleteOptions,
  ): Promise<DeleteOutcome>;
  /** One watch stream, until the server ends it, it falls silent, or the signal aborts. Caches do the resuming. */
  watch<T extends KubernetesObject>(resource: ResourceType<T>, options: WatchOptions): AsyncIterable<WatchEvent<T>>;
  /** GET of any other path that answers JSON, such as "/version". Some have a media type of their own and take no other `accept`. */
  getPath(path: string, options?: RequestOptions & { readonly accept?: string | undefined }): Promise<unknown>;
  /** A client over the same connections whose writes first ask `guard`; it forbids a write by throwing. */
  withWriteGuard(guard: () => void): Client;
  /** Tells of every write that `work` makes, through whichever client of this family it makes it. */
  trackWrites<R>(onWrite: (write: AcceptedWrite) => void, work: () => Promise<R>): Promise<R>;
  /** Ends all connections. */
  close(): Promise<void>;
}

import { AsyncLocalStorage } from "node:async_hooks";

import { ApiError, isNotFound } from "../errors.ts";
import { apiVersionOf, keyOf, type KubernetesObject, type ObjectReference, type ResourceType } from "../object.ts";
import type {
  AcceptedWrite,
  ApplyOptions,
  Client,
  DeleteOptions,
  DeleteOutcome,
  DeletePreconditions,
  JsonPatchOperation,
  ListOptions,
  ListPageOptions,
  ObjectPage,
  DesiredObject,
  RequestOptions,
  WatchEvent,
  WatchOptions,
  WriteOptions,
} from "./client.ts";
import { collectionPath, objectPath, withQuery } from "./paths.ts";
import { type Method, Transport, type TransportOptions } from "./transport.ts";
import { parseWatchLine, readLines } from "./watch-stream.ts";

const PAGE_SIZE = 500;

type WriteListener = (write: AcceptedWrite) => void;

/**
 * Connects to one API server. Nothing is sent before the first call.
 *
 * @example
 * const connected = createClient({ config: await loadConfig({ env: process.env }), log });
 * const page = await connected.list(configMaps, { namespace: "default" });
 * await connected.close();
 */
export function createClient(options: TransportOptions): Client {
  return new HttpClient(new Transport(options), new AsyncLocalStorage<WriteListener>(), []);
}

class HttpClient implements Client {
  readonly #transport: Transport;
  readonly #listeners: AsyncLocalStorage<WriteListener>;
  readonly #guards: readonly (() => void)[];

  constructor(transport: Transport, listeners: AsyncLocalStorage<WriteListener>, guards: readonly (() => void)[]) {
    this.#transport = transport;
    this.#listeners = listeners;
    this.#guards = guards;
  }

  async get<T extends KubernetesObject>(
    resource: ResourceType<T>,
    reference: ObjectReference,
    options?: RequestOptions,
  ): Promise<T | undefined> {
    try {
      return (await this.getPath(objectPath(resource, reference), options)) as T;
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  async list<T extends KubernetesObject>(resource: ResourceType<T>, options: ListOptions = {}): Promise<T[]> {
    const items: T[] = [];
    let continueToken: string | undefined;
    do {
      const page: ObjectPage<T> = await this.listPage(resource, { ...options, continueToken });
      items.push(...page.items);
      continueToken = page.continueToken;
    } while (continueToken !== undefined);
    return items;
  }

  async listPage<T extends KubernetesObject>(
    resource: ResourceType<T>,
    options: ListPageOptions = {},
  ): Promise<ObjectPage<T>> {
    const path = withQuery(collectionPath(resource, options.namespace), {
      labelSelector: options.labelSelector,
      fieldSelector: options.fieldSelector,
      limit: options.pageSize ?? PAGE_SIZE,
      continue: options.continueToken,
      resourceVersion: options.resourceVersion,
      resourceVersionMatch: options.resourceVersionMatch,
    });
    const body = (await this.getPath(path, options)) as {
      items?: T[] | null;
      metadata?: { resourceVersion?: string; continue?: string };
    };
    const continueToken = body.metadata?.continue;
    return {
      // Items of a list lack kind and apiVersion; with them an object is the same whichever way it came.
      items: (body.items ?? []).map((item) => ({ ...item, apiVersion: apiVersionOf(resource), kind: resource.kind })),
      resourceVersion: body.metadata?.resourceVersion ?? "",
      continueToken: continueToken === "" ? undefined : continueToken,
    };
  }

  create<T extends KubernetesObject>(
    resource: ResourceType<T>,
    object: DesiredObject<T>,
    options: WriteOptions = {},
  ): Promise<T> {
    const { metadata } = object;
    const target =
      options.subresource === undefined
        ? collectionPath(resource, metadata.namespace)
        : objectPath(resource, metadata, options.subresource);
    const path = withQuery(target, writeQuery(options));
    return this.#write<T>("create", resource, metadata, { method: "POST", path, body: object }, options);
  }

  apply<T extends KubernetesObject>(
    resource: ResourceType<T>,
    object: DesiredObject<T>,
    options: ApplyOptions,
  ): Promise<T> {
    const path = withQuery(objectPath(resource, object.metadata, options.subresource), {
      ...writeQuery(options),
      force: options.force ?? true,
    });
    const contentType = "application/apply-patch+yaml";
    return this.#write<T>(
      "apply",
      resource,
      object.metadata,
      { method: "PATCH", path, body: object, contentType },
      options,
    );
  }

  replace<T extends KubernetesObject>(resource: ResourceType<T>, object: T, options: WriteOptions = {}): Promise<T> {
    const path = withQuery(objectPath(resource, object.metadata, options.subresource), writeQuery(options));
    return this.#write<T>("replace", resource, object.metadata, { method: "PUT", path, body: object }, options);
  }

  patchJson<T extends KubernetesObject>(
    resource: ResourceType<T>,
    reference: ObjectReference,
    operations: readonly JsonPatchOperation[],
    options: WriteOptions = {},
  ): Promise<T> {
    return this.#patch(resource, reference, operations, "application/json-patch+json", options);
  }

  patchMerge<T extends KubernetesObject>(
    resource: ResourceType<T>,
    reference: ObjectReference,
    patch: object,
    options: WriteOptions = {},
  ): Promise<T> {
    return this.#patch(resource, reference, patch, "application/merge-patch+json", options);
  }

  async delete(
    resource: ResourceType,
    reference: ObjectReference,
    preconditions: DeletePreconditions,
    options: DeleteOptions = {},
  ): Promise<DeleteOutcome> {
    const body = {
      apiVersion: "v1",
      kind: "DeleteOptions",
      preconditions,
      propagationPolicy: options.propagation ?? "Background",
      ...(options.gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds: options.gracePeriodSeconds }),
    };
    const path = objectPath(resource, reference);
    try {
      await this.#write("delete", resource, reference, { method: "DELETE", path, body }, options, preconditions.uid);
      return "deleted";
    } catch (error) {
      if (isNotFound(error)) return "absent";
      if (error instanceof ApiError && error.code === 409) return "precondition-failed";
      throw error;
    }
  }

  async *watch<T extends KubernetesObject>(
    resource: ResourceType<T>,
    options: WatchOptions,
  ): AsyncGenerator<WatchEvent<T>> {
    const path = withQuery(collectionPath(resource, options.namespace), {
      watch: true,
      allowWatchBookmarks: true,
      labelSelector: options.labelSelector,
      fieldSelector: options.fieldSelector,
      resourceVersion: options.resourceVersion,
      timeoutSeconds: options.timeoutSeconds,
    });
    const chunks = this.#transport.stream({
      method: "GET",
      path,
      pool: "watch",
      signal: options.signal,
      bodyTimeoutMilliseconds: options.idleTimeoutMilliseconds,
      onOpen: options.onOpen,
    });
    for await (const line of readLines(chunks)) yield parseWatchLine<T>(line, `WATCH ${path}`);
  }

  getPath(path: string, options: RequestOptions & { readonly accept?: string | undefined } = {}): Promise<unknown> {
    const { signal, pool, accept } = options;
    return this.#transport.requestJson({ method: "GET", path, signal, pool, accept });
  }

  withWriteGuard(guard: () => void): Client {
    return new HttpClient(this.#transport, this.#listeners, [...this.#guards, guard]);
  }

  trackWrites<R>(onWrite: WriteListener, work: () => Promise<R>): Promise<R> {
    return this.#listeners.run(onWrite, work);
  }

  close(): Promise<void> {
    return this.#transport.close();
  }

  #patch<T extends KubernetesObject>(
    resource: ResourceType<T>,
    reference: ObjectReference,
    body: object,
    contentType: string,
    options: WriteOptions,
  ): Promise<T> {
    const path = withQuery(objectPath(resource, reference, options.subresource), writeQuery(options));
    return this.#write<T>("patch", resource, reference, { method: "PATCH", path, body, contentType }, options);
  }

  async #write<T extends KubernetesObject>(
    verb: AcceptedWrite["verb"],
    resource: ResourceType<T>,
    reference: ObjectReference,
    request: { method: Method; path: string; body: unknown; contentType?: string },
    options: RequestOptions & { isDryRun?: boolean | undefined },
    uid?: string,
  ): Promise<T> {
    const beforeSend = (): void => this.#guards.forEach((guard) => guard());
    const { signal, pool } = options;
    const answer = (await this.#transport.requestJson({ ...request, signal, pool, beforeSend })) as T;
    if (options.isDryRun !== true) {
      const object = answer.kind === "Status" ? undefined : answer;
      this.#listeners.getStore()?.({ resource, key: keyOf(reference), verb, object, uid: uid ?? object?.metadata.uid });
    }
    return answer;
  }
}

function writeQuery(options: WriteOptions): Record<string, string | undefined> {
  return {
    fieldManager: options.fieldManager,
    fieldValidation: "Strict",
    dryRun: options.isDryRun === true ? "All" : undefined,
  };
}

import type { Client } from "../client/client.ts";
import { type Clock, sleep } from "../clock/clock.ts";
import { ApiError, describeError, isExpired, TransportError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { KubernetesObject } from "../object.ts";
import { Backoff } from "./backoff.ts";
import type { CacheSelection } from "./cache.ts";

/** Who is told what the reflector sees. Calls never overlap. */
export interface ReflectorTarget<T extends KubernetesObject> {
  /** The whole truth at a resource version: whatever is not in it is gone. */
  replaceAll(objects: readonly T[], resourceVersion: string): void;
  upsert(object: T): void;
  remove(object: T): void;
  /** Nothing changed up to this version. */
  advance(resourceVersion: string): void;
  /** The API server said something. */
  noteContact(): void;
  noteError(error: unknown): void;
  noteList(): void;
}

export interface ReflectorOptions<T extends KubernetesObject> {
  readonly client: Client;
  readonly selection: CacheSelection<T>;
  readonly target: ReflectorTarget<T>;
  readonly clock: Clock;
  readonly log: Log;
  readonly pageSize?: number | undefined;
  readonly idleTimeoutMilliseconds?: number | undefined;
}

const IDLE_TIMEOUT_MILLISECONDS = 90_000;
const SHORTEST_WATCH_SECONDS = 300;
const VERY_SHORT_WATCH_MILLISECONDS = 1_000;

/**
 * Lists, watches, and starts over for ever, whatever the API server does (client-go's reflector). A broken or refused watch
 * resumes from the last version; only an expired one leads to a new list. `run` resolves when the signal aborts, never before.
 */
export class Reflector<T extends KubernetesObject> {
  readonly #options: ReflectorOptions<T>;
  readonly #backoff: Backoff;
  #resourceVersion = "";
  #needsList = true;

  constructor(options: ReflectorOptions<T>) {
    this.#options = options;
    this.#backoff = new Backoff(options.clock);
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock, log, target } = this.#options;
    while (!signal.aborted) {
      try {
        if (this.#needsList) await this.#list(signal);
        await this.#watch(signal);
      } catch (error) {
        if (signal.aborted) return;
        // Nothing happened for a while, or the connection is dead: a new watch tells, and there is nothing to back off from.
        if (isIdle(error)) continue;
        this.#needsList ||= isExpired(error) || isUnreadable(error);
        target.noteError(error);
        const milliseconds = this.#backoff.nextMilliseconds();
        log.warn({ error: describeError(error), retryInMilliseconds: Math.round(milliseconds) }, "watch interrupted");
        await sleep(clock, milliseconds, signal);
      }
    }
  }

  async #list(signal: AbortSignal): Promise<void> {
    const { client, selection, target, pageSize } = this.#options;
    const { resource, namespace, labelSelector, fieldSelector } = selection;
    const objects: T[] = [];
    let continueToken: string | undefined;
    let resourceVersion = "";
    do {
      const page = await client.listPage(resource, {
        namespace,
        labelSelector,
        fieldSelector,
        pageSize,
        continueToken,
        signal,
      });
      for (const item of page.items) objects.push(item);
      resourceVersion = page.resourceVersion;
      continueToken = page.continueToken;
      target.noteContact();
    } while (continueToken !== undefined);
    signal.throwIfAborted();
    target.noteList();
    target.replaceAll(objects, resourceVersion);
    this.#resourceVersion = resourceVersion;
    this.#needsList = false;
  }

  async #watch(signal: AbortSignal): Promise<void> {
    const { client, clock, selection, target } = this.#options;
    const startedAt = clock.monotonic();
    let events = 0;
    const stream = client.watch(selection.resource, {
      namespace: selection.namespace,
      labelSelector: selection.labelSelector,
      fieldSelector: selection.fieldSelector,
      resourceVersion: this.#resourceVersion,
      // Spread over as much again, so that the watches of a process do not all end together.
      timeoutSeconds: Math.round(SHORTEST_WATCH_SECONDS * (1 + clock.random())),
      idleTimeoutMilliseconds: this.#options.idleTimeoutMilliseconds ?? IDLE_TIMEOUT_MILLISECONDS,
      onOpen: () => target.noteContact(),
      signal,
    });
    for await (const event of stream) {
      if (signal.aborted) return;
      events++;
      target.noteContact();
      if (event.type === "BOOKMARK") target.advance(event.object.metadata.resourceVersion ?? "");
      else if (event.type === "DELETED") target.remove(event.object);
      else target.upsert(event.object);
      this.#resourceVersion = event.object.metadata.resourceVersion ?? this.#resourceVersion;
    }
    target.noteContact();
    if (events === 0 && clock.monotonic() - startedAt < VERY_SHORT_WATCH_MILLISECONDS) {
      throw new TransportError("WATCH", "VERY_SHORT_WATCH", undefined);
    }
  }
}

function isIdle(error: unknown): boolean {
  return error instanceof TransportError && error.code === "UND_ERR_BODY_TIMEOUT";
}

/** A stream with nonsense in it may have swallowed an event: only a new list restores certainty. */
function isUnreadable(error: unknown): boolean {
  if (error instanceof ApiError) return false;
  return !(error instanceof TransportError) || error.code === "INVALID_JSON" || error.code === "INVALID_EVENT";
}

import type { Client } from "../client/client.ts";
import type { Clock } from "../clock/clock.ts";
import type { Log } from "../log.ts";
import type { RuntimeMetrics } from "../metrics.ts";
import type { SharedCaches } from "./cache.ts";
import { type KubernetesObject, resourceId } from "../object.ts";
import type { Cache, CacheContents, CacheSelection } from "./cache.ts";
import { createCache, type WatchedCache } from "./create-cache.ts";

export interface SharedCachesOptions {
  readonly clock?: Clock | undefined;
  readonly log?: Log | undefined;
  readonly metrics?: RuntimeMetrics | undefined;
}

/** Caches shared by resource and selection. Those asked for after the start begin at once. */
export class CacheRegistry implements SharedCaches {
  readonly #client: Client;
  readonly #options: SharedCachesOptions;
  readonly #caches = new Map<string, WatchedCache<KubernetesObject>>();
  #isStarted = false;

  constructor(client: Client, options: SharedCachesOptions) {
    this.#client = client;
    this.#options = options;
  }

  for<T extends KubernetesObject>(options: CacheSelection<T> & CacheContents<T>): Cache<T> {
    const id = selectionId(options);
    const existing = this.#caches.get(id) as WatchedCache<T> | undefined;
    if (existing !== undefined) {
      for (const [name, valuesOf] of Object.entries(options.indexes ?? {})) existing.addIndex(name, valuesOf);
      return existing;
    }
    const cache = createCache(this.#client, { ...this.#options, ...options });
    this.#caches.set(id, cache as unknown as WatchedCache<KubernetesObject>);
    if (this.#isStarted) cache.start();
    return cache;
  }

  all(): readonly Cache[] {
    return [...this.#caches.values()];
  }

  start(): void {
    this.#isStarted = true;
    for (const cache of this.#caches.values()) cache.start();
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#caches.values()].map((cache) => cache.stop()));
  }
}

function selectionId({ resource, namespace, labelSelector, fieldSelector }: CacheSelection): string {
  return JSON.stringify([resourceId(resource), namespace ?? "", labelSelector ?? "", fieldSelector ?? ""]);
}

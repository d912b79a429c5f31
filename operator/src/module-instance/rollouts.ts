import { keyOf, LOW_PRIORITY, type CacheListener, type ReconcileSource } from "@tochka-rosta/controller-runtime";
import type { ModuleInstance } from "@tochka-rosta/crds";
import type { CacheReader } from "../caches.ts";
import type { Deployment } from "../resources.ts";
import { isFailedRollout, isReplacingPods, replacingIndex, runningIndex } from "../rollout-state.ts";
import type { RolloutLimit } from "../settings.ts";

export interface RolloutSources {
  readonly limit: RolloutLimit;
  readonly deployments: CacheReader<Deployment> & { onEvent(listener: CacheListener<Deployment>): () => void };
  readonly moduleInstances: CacheReader<ModuleInstance>;
}

/**
 * Lets so many live sites replace their pods at a time, whatever changed them all: a version, a setting, the operator itself. A
 * rollout whose new pods do not come up keeps its place, so that a bad change stops after the first few. What waits is remembered by
 * this process only: a restarted one reconciles everything anyway.
 */
export class Rollouts {
  readonly #sources: RolloutSources;
  /** Begun here, until the cache shows it: by key, the generation that was replaced. */
  readonly #begun = new Map<string, number>();
  readonly #waiting = new Set<string>();

  constructor(sources: RolloutSources) {
    this.#sources = sources;
  }

  /** Takes a place for a site, or notes that it waits. A site that is replacing its pods already keeps its place. */
  begin(deployment: Readonly<Deployment>): boolean {
    const key = keyOf(deployment);
    const held = this.#findReplacing();
    if (!held.has(key) && held.size >= this.#limit()) {
      this.#waiting.add(key);
      return false;
    }
    this.#waiting.delete(key);
    this.#begun.set(key, deployment.metadata.generation ?? 0);
    return true;
  }

  /** The site is gone, stopped, needs no new pods any more, or nothing was written after all. */
  leave(key: string): void {
    this.#begun.delete(key);
    this.#waiting.delete(key);
  }

  /** How many sites replace their pods, and how many wait to. */
  count(): { readonly replacing: number; readonly waiting: number } {
    return { replacing: this.#findReplacing().size, waiting: this.#waiting.size };
  }

  /** Asks for a reconcile of those whose turn it is, whenever a place becomes free. */
  readonly source: ReconcileSource = (enqueue) =>
    this.#sources.deployments.onEvent(() => {
      if (this.#waiting.size === 0) return;
      const free = this.#limit() - this.#findReplacing().size;
      for (const key of [...this.#waiting].slice(0, Math.max(0, free))) {
        this.#waiting.delete(key);
        enqueue(key, { priority: LOW_PRIORITY });
      }
    });

  #limit(): number {
    const { limit, deployments } = this.#sources;
    return Math.max(limit.minimum, Math.floor((deployments.byIndex(runningIndex, "yes").length * limit.percent) / 100));
  }

  #findReplacing(): ReadonlySet<string> {
    const { deployments } = this.#sources;
    const keys = new Set<string>();
    for (const deployment of deployments.byIndex(replacingIndex, "yes")) {
      if (this.#holdsPlace(deployment)) keys.add(keyOf(deployment));
    }
    for (const [key, generation] of this.#begun) {
      const seen = deployments.get(key);
      if ((seen?.metadata.generation ?? Infinity) > generation) this.#begun.delete(key);
      else keys.add(key);
    }
    return keys;
  }

  /** What the tenant's own quota or an owner's pinned version holds up must not hold up everybody else. */
  #holdsPlace(deployment: Readonly<Deployment>): boolean {
    if (!isReplacingPods(deployment)) return false;
    if (!isFailedRollout(deployment)) return true;
    const isPinned = this.#sources.moduleInstances.get(keyOf(deployment))?.spec.version !== undefined;
    return !isPinned && (deployment.status?.updatedReplicas ?? 0) > 0;
  }
}

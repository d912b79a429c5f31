import type { Cache } from "../cache/cache.ts";
import { matchesLabelSelector } from "../cache/label-selector.ts";
import { isAtLeast } from "../cache/resource-version.ts";
import type { AcceptedWrite } from "../client/client.ts";
import { type KubernetesObject, type ObjectKey, resourceId } from "../object.ts";

interface ExpectedSight {
  readonly cache: Cache;
  readonly isSeen: () => boolean;
}

/**
 * Keeps a reconcile from deciding on a view older than its own last writes (KEP-5647): such a view makes it create what it
 * created already and undo what it just did.
 */
export class ReadYourWritesGate {
  readonly #caches: () => readonly Cache[];
  readonly #expected = new Map<ObjectKey, Map<string, ExpectedSight>>();

  constructor(caches: () => readonly Cache[]) {
    this.#caches = caches;
  }

  /** Notes a write made while `key` was reconciled. The last write to an object is the one to wait for. */
  note(key: ObjectKey, write: AcceptedWrite): void {
    for (const cache of this.#caches()) {
      if (!covers(cache, write)) continue;
      const expected = this.#expected.get(key) ?? new Map<string, ExpectedSight>();
      this.#expected.set(key, expected);
      expected.set(`${resourceId(write.resource)} ${write.key}`, { cache, isSeen: () => isWriteSeen(cache, write) });
    }
  }

  /** Waits for every cache to have seen the writes of `key`; false when one did not in time. */
  async waitUntilSeen(key: ObjectKey, timeoutMilliseconds: number): Promise<boolean> {
    const expected = this.#expected.get(key);
    if (expected === undefined) return true;
    for (const [id, { cache, isSeen }] of expected) {
      if (!(await cache.waitUntil(isSeen, timeoutMilliseconds))) return false;
      expected.delete(id);
    }
    if (expected.size === 0) this.#expected.delete(key);
    return true;
  }
}

/** Whether the cache will ever see the write; a field selector is not ours to evaluate, so such caches are not waited for. */
function covers(cache: Cache, write: AcceptedWrite): boolean {
  const { resource, namespace, labelSelector, fieldSelector } = cache.selection;
  if (resourceId(resource) !== resourceId(write.resource) || fieldSelector !== undefined) return false;
  if (namespace !== undefined && !write.key.startsWith(`${namespace}/`)) return false;
  if (write.verb === "delete") return true;
  return matchesLabelSelector(labelSelector, write.object?.metadata.labels);
}

/**
 * Whether a write took the last finalizer off: the object is gone with it, and the answer bears the version from before, which
 * the cache has seen long since.
 */
function isRemovedByUpdate({ metadata }: KubernetesObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0, finalizers = [] } = metadata;
  return deletionTimestamp !== undefined && deletionGracePeriodSeconds === 0 && finalizers.length === 0;
}

function isWriteSeen(cache: Cache, write: AcceptedWrite): boolean {
  const cached = cache.get(write.key);
  if (write.verb === "delete") {
    return cached === undefined || cached.metadata.uid !== write.uid || cached.metadata.deletionTimestamp !== undefined;
  }
  if (write.object !== undefined && isRemovedByUpdate(write.object)) {
    return cached === undefined || cached.metadata.uid !== write.uid;
  }
  const version = write.object?.metadata.resourceVersion ?? "";
  return isAtLeast(cached?.metadata.resourceVersion ?? "", version) || isAtLeast(cache.resourceVersion, version);
}

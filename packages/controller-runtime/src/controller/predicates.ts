import { isDeepStrictEqual } from "node:util";

import type { CacheEvent } from "../cache/cache.ts";
import type { KubernetesObject } from "../object.ts";

/**
 * Whether an event says that somebody wants something else: made, deleted, or the generation, deletion, finalizers, labels or
 * annotations changed. Our own writes to status do not count, and so do not loop.
 *
 * @example
 * const onlyDesired = { resource: greetings, predicate: specOrMetadataChanged };
 */
export function specOrMetadataChanged(event: CacheEvent): boolean {
  if (event.type !== "updated" || event.old === undefined) return true;
  const now = event.object.metadata;
  const before = event.old.metadata;
  return (
    now.generation !== before.generation ||
    now.deletionTimestamp !== before.deletionTimestamp ||
    !isDeepStrictEqual(now.finalizers, before.finalizers) ||
    !isDeepStrictEqual(now.labels, before.labels) ||
    !isDeepStrictEqual(now.annotations, before.annotations)
  );
}

/**
 * Every event counts.
 *
 * @example
 * const withStatus = { resource: greetings, predicate: resourceVersionChanged };
 */
export function resourceVersionChanged(event: CacheEvent): boolean {
  return event.type !== "updated" || event.object.metadata.resourceVersion !== event.old?.metadata.resourceVersion;
}

/**
 * The keys of the controllers of a child that are of one kind, for `owns`. Namespaced owners share the child's namespace.
 *
 * @example
 * const owners = controllerKeys(configMap, greetings); // ["b/a"]
 */
export function controllerKeys(
  child: Readonly<KubernetesObject>,
  owner: { group: string; kind: string; namespaced: boolean },
): string[] {
  return (child.metadata.ownerReferences ?? [])
    .filter((reference) => reference.controller === true && reference.kind === owner.kind)
    .filter((reference) => groupOf(reference.apiVersion) === owner.group)
    .map((reference) => (owner.namespaced ? `${child.metadata.namespace ?? ""}/${reference.name}` : reference.name));
}

function groupOf(apiVersion: string): string {
  return apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "";
}

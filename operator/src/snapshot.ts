import {
  keyOf,
  matchesLabelSelector,
  resourceId,
  type CacheContents,
  type CacheSelection,
  type KubernetesObject,
  type ResourceType,
} from "@tochka-rosta/controller-runtime";
import type { CacheReader, CacheSource } from "./caches.ts";

/** Objects of the cluster at one moment, by resource and key. */
export type Snapshot = ReadonlyMap<string, ReadonlyMap<string, Readonly<KubernetesObject>>>;

/** A snapshot of the objects given. */
export function createSnapshot(entries: Iterable<readonly [ResourceType, Readonly<KubernetesObject>]>): Snapshot {
  const snapshot = new Map<string, Map<string, Readonly<KubernetesObject>>>();
  for (const [resource, object] of entries) {
    const id = resourceId(resource);
    const byKey = snapshot.get(id) ?? new Map<string, Readonly<KubernetesObject>>();
    snapshot.set(id, byKey.set(keyOf(object), object));
  }
  return snapshot;
}

/** Caches that hold a snapshot, with the selection and the projection of live ones. */
export function cachesOf(snapshot: Snapshot): CacheSource {
  return {
    for: <T extends KubernetesObject>(selection: CacheSelection<T> & CacheContents<T>): CacheReader<T> => {
      const { resource, labelSelector, indexes } = selection;
      const held = new Map<string, Readonly<T>>();
      for (const [key, object] of snapshot.get(resourceId(resource)) ?? []) {
        if (!matchesLabelSelector(labelSelector, object.metadata.labels)) continue;
        held.set(key, selection.project?.(object as T) ?? (object as T));
      }
      const list = (namespace?: string) =>
        [...held.values()].filter(({ metadata }) => namespace === undefined || metadata.namespace === namespace);
      return {
        get: (key) => held.get(key),
        list,
        byIndex: (index, value) => list().filter((object) => indexes?.[index]?.(object).includes(value) === true),
      };
    },
  };
}

import { trackUpdate } from "../apply/track-update.ts";
import { timestamp, type ApiContext } from "../context.ts";
import { badRequest, conflict, invalid, staleObject } from "../errors.ts";
import { targetOf, type ResourceKind } from "../resource-kind.ts";
import { isEqual, listOrEmpty, valueAt, type KubeObject, type ObjectMeta } from "../objects.ts";
import type { Entry } from "../storage/collection.ts";
import { served } from "./create.ts";
import type { ManagerIdentity } from "../apply/managers.ts";
import { settleObject } from "./settle.ts";

/** Which part of an object a write may touch. */
export type Subresource = "" | "status" | "scale" | "finalize";

/** A change of a stored object. */
export interface Replacement {
  readonly entry: Entry;
  readonly next: KubeObject;
  readonly subresource: Subresource;
  /** Who wrote; undefined when `next` already carries its `managedFields`, as after an apply. */
  readonly writer: ManagerIdentity | undefined;
  readonly dryRun: boolean;
}

/**
 * Puts a new state in the place of the stored one, by the rules of the API: optimistic locking, fields that only the
 * server writes, subresources, generation, ownership. What changes nothing is not written. An object that waits for
 * its deletion goes when its last finalizer does.
 */
export function replaceObject(context: ApiContext, kind: ResourceKind, replacement: Replacement): KubeObject {
  const { entry, subresource, dryRun } = replacement;
  const current = served(kind, entry);
  assertPreconditions(kind, current, replacement.next);
  // A copy: what follows changes it in place, and parts of it may still be those of the stored object.
  const next = structuredClone(mergeSubresource(kind, current, replacement.next, subresource));
  restoreMetadata(current, next);
  settleObject(context, kind, next, current);
  assertNoNewFinalizers(kind, current, next);
  if (kind.hasGeneration && isGenerationChange(kind, current, next)) {
    next.metadata.generation = (current.metadata.generation ?? 0) + 1;
  }
  if (replacement.writer !== undefined) {
    const managed = trackUpdate(kind.mergeType, current, next, replacement.writer, timestamp(context));
    next.metadata.managedFields = managed;
  }
  if (next.metadata.managedFields?.length === 0) delete next.metadata.managedFields;
  next.metadata.resourceVersion = current.metadata.resourceVersion ?? "";
  if (isEqual(current, next)) return current;
  if (dryRun) return next;
  return storeChanged(context, kind, entry, next);
}

function storeChanged(context: ApiContext, kind: ResourceKind, entry: Entry, next: KubeObject): KubeObject {
  const stored = kind.conversion?.toStorage(next) ?? next;
  if (isReadyToGo(stored)) {
    context.store.remove({ ...entry, object: stored });
    return next;
  }
  return served(kind, context.store.put(kind.collection, stored));
}

/** Whether an object that is being deleted waits for nothing any more. */
export function isReadyToGo(object: KubeObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds, finalizers } = object.metadata;
  if (deletionTimestamp === undefined) return false;
  const waitsForNode = (deletionGracePeriodSeconds ?? 0) > 0;
  const namespaceFinalizers = object.kind === "Namespace" ? listOrEmpty(valueAt(object, ["spec", "finalizers"])) : [];
  return !waitsForNode && (finalizers ?? []).length === 0 && namespaceFinalizers.length === 0;
}

function assertPreconditions(kind: ResourceKind, current: KubeObject, next: KubeObject): void {
  const { name, namespace, uid, resourceVersion } = next.metadata;
  const target = targetOf(kind, current.metadata.name);
  if (name !== undefined && name !== current.metadata.name) {
    throw badRequest(
      `the name of the object (${name}) does not match the name on the URL (${current.metadata.name ?? ""})`,
    );
  }
  if (namespace !== undefined && namespace !== "" && namespace !== current.metadata.namespace) {
    throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
  }
  if (uid !== undefined && uid !== current.metadata.uid) {
    const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${current.metadata.uid ?? ""}`;
    throw conflict(target, why);
  }
  const isStale = resourceVersion !== undefined && resourceVersion !== "" && resourceVersion !== "0";
  if (isStale && resourceVersion !== current.metadata.resourceVersion) throw staleObject(target);
}

/** The new state as far as the subresource may change it. */
function mergeSubresource(
  kind: ResourceKind,
  current: KubeObject,
  next: KubeObject,
  subresource: Subresource,
): KubeObject {
  const managedFields = next.metadata.managedFields;
  if (subresource === "status") {
    const metadata = kind.schema === undefined ? { ...next.metadata } : { ...current.metadata };
    if (managedFields !== undefined) metadata.managedFields = managedFields;
    return withMember({ ...current, metadata }, "status", next["status"]);
  }
  const merged: KubeObject = { ...next, metadata: { ...next.metadata } };
  if (kind.hasStatus) withMember(merged, "status", current["status"]);
  if (kind.kind === "Namespace" && subresource !== "finalize") withMember(merged, "spec", current["spec"]);
  return merged;
}

function withMember(object: KubeObject, member: string, value: KubeObject[string]): KubeObject {
  if (value === undefined) delete object[member];
  else object[member] = value;
  return object;
}

const SERVER_METADATA = [
  "name",
  "generateName",
  "namespace",
  "uid",
  "creationTimestamp",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
  "generation",
] as const;

function restoreMetadata(current: KubeObject, next: KubeObject): void {
  const metadata: ObjectMeta = next.metadata;
  for (const member of SERVER_METADATA) {
    const value = current.metadata[member];
    if (value === undefined) delete metadata[member];
    else Object.assign(metadata, { [member]: value });
  }
}

function assertNoNewFinalizers(kind: ResourceKind, current: KubeObject, next: KubeObject): void {
  if (current.metadata.deletionTimestamp === undefined) return;
  const known = current.metadata.finalizers ?? [];
  const added = (next.metadata.finalizers ?? []).filter((finalizer) => !known.includes(finalizer));
  if (added.length === 0) return;
  const list = JSON.stringify(added);
  const message = `Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers ${list}`;
  throw invalid(targetOf(kind, current.metadata.name), [
    { reason: "FieldValueForbidden", message, field: "metadata.finalizers" },
  ]);
}

/** Built-in kinds count changes of their spec; custom ones of everything but metadata and, where split off, status. */
function isGenerationChange(kind: ResourceKind, current: KubeObject, next: KubeObject): boolean {
  if (kind.schema === undefined) return !isEqual(current["spec"], next["spec"]);
  const members = new Set([...Object.keys(current), ...Object.keys(next)]);
  members.delete("metadata");
  if (kind.hasStatus) members.delete("status");
  return [...members].some((member) => !isEqual(current[member], next[member]));
}

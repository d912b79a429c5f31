import type { MergeType } from "../merge-type.ts";
import type { KubeObject, ManagedFieldsEntry } from "../objects.ts";
import { compareFields } from "./compare.ts";
import { EMPTY, difference, union } from "./field-set.ts";
import {
  isSameManager,
  ownable,
  parseManagers,
  renderManagers,
  withFields,
  type Manager,
  type ManagerIdentity,
} from "./managers.ts";

/**
 * The `managedFields` after a write that is not an apply: the writer owns what it added or changed, others lose what
 * it changed or removed. A list that the writer sent itself is taken as the state before; an empty one is not.
 */
export function trackUpdate(
  type: MergeType,
  live: KubeObject | undefined,
  next: KubeObject,
  writer: ManagerIdentity,
  now: string,
): ManagedFieldsEntry[] {
  const sent = next.metadata.managedFields;
  const before = sent !== undefined && sent.length > 0 ? sent : isReset(sent) ? [] : live?.metadata.managedFields;
  const managers = parseManagers(before).filter((each) => each.manager !== "");
  const comparison = compareFields(type, withoutManagers(live), withoutManagers(next));
  const changed = ownable(union(comparison.added, comparison.modified));
  const removed = ownable(comparison.removed);
  const lost = union(changed, removed);
  const own = managers.find((each) => isSameManager(each, writer)) ?? newManager(writer, now);
  const others = managers
    .filter((each) => !isSameManager(each, writer))
    .map((each) => withFields(each, difference(each.fields, lost), each.time));
  const owned = difference(union(own.fields, changed), removed);
  return renderManagers([...others, withFields(own, owned, now)]);
}

/** `managedFields: [{}]` is how a client asks to forget all of them. */
function isReset(sent: ManagedFieldsEntry[] | undefined): boolean {
  return sent?.length === 1 && Object.keys(sent[0] ?? {}).length === 0;
}

function newManager(identity: ManagerIdentity, now: string): Manager {
  return { ...identity, time: now, fields: EMPTY };
}

/** The object as far as fields of it can be owned. */
export function withoutManagers(object: KubeObject | undefined): KubeObject | undefined {
  if (object === undefined) return undefined;
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}

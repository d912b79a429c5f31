import { memberType, type ListType, type MergeType } from "../merge-type.ts";
import { isObject, type JsonObject, type JsonValue } from "../objects.ts";
import { itemElement, itemsByElement } from "./path-elements.ts";

/** Lays an applied configuration over a live value. Source: structured-merge-diff, typed/merge.go. */
export function mergeApplied(type: MergeType, live: JsonValue | undefined, applied: JsonValue): JsonValue {
  if (Array.isArray(applied)) {
    const isGranular = type.form === "list" && type.relation !== "atomic" && Array.isArray(live);
    return isGranular ? mergeLists(type, live, applied) : applied;
  }
  if (!isObject(applied) || !isObject(live)) return applied;
  if ((type.form === "struct" || type.form === "map") && type.atomic) return applied;
  const merged: JsonObject = { ...live };
  for (const [member, value] of Object.entries(applied)) {
    if (value !== undefined) merged[member] = mergeApplied(memberType(type, member), live[member], value);
  }
  return merged;
}

/** Items of the applied list come in its order; live ones it does not name keep their places around them. */
function mergeLists(type: ListType, live: readonly JsonValue[], applied: readonly JsonValue[]): JsonValue[] {
  const liveItems = itemsByElement(type, live);
  const appliedItems = itemsByElement(type, applied);
  const appliedOrder = [...appliedItems.keys()];
  const merged: JsonValue[] = [];
  let next = 0;
  const emitApplied = (): void => {
    const element = appliedOrder[next] ?? "";
    const item = appliedItems.get(element);
    next += 1;
    if (item !== undefined) merged.push(mergeApplied(type.element, liveItems.get(element), item));
  };
  for (const item of live) {
    const element = itemElement(type, item);
    if (!appliedItems.has(element)) merged.push(item);
    else if (next < appliedOrder.length) emitApplied();
  }
  while (next < appliedOrder.length) emitApplied();
  return merged;
}

import { fieldTypeName, patchTagOf } from "../kinds/builtin-types.ts";
import { isEqual, isObject, listOrEmpty, objectsOf, type JsonObject, type JsonValue } from "../objects.ts";

const DIRECTIVE = "$patch";
const RETAIN_KEYS = "$retainKeys";
const DELETE_PRIMITIVES = "$deleteFromPrimitiveList/";
const ORDER = "$setElementOrder/";

/**
 * Kubernetes' strategic merge patch: like a merge patch, but lists whose type says so are merged by a key. `typeName`
 * is the name of the built-in type. Source: apimachinery, util/strategicpatch.
 */
export function applyStrategicMergePatch(
  target: JsonObject,
  patch: JsonObject,
  typeName: string | undefined,
): JsonObject {
  if (patch[DIRECTIVE] === "replace") return withoutDirectives(patch);
  if (patch[DIRECTIVE] === "delete") return {};
  const merged = retainKeys(target, patch);
  for (const [member, value] of Object.entries(patch)) {
    if (member === DIRECTIVE || member === RETAIN_KEYS || member.startsWith(ORDER) || value === undefined) continue;
    if (member.startsWith(DELETE_PRIMITIVES)) removePrimitives(merged, member.slice(DELETE_PRIMITIVES.length), value);
    else mergeMember(merged, member, value, typeName);
  }
  applyOrders(merged, patch, typeName);
  return merged;
}

function withoutDirectives(patch: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(patch).filter(([member]) => !member.startsWith("$")));
}

function retainKeys(target: JsonObject, patch: JsonObject): JsonObject {
  const retained = patch[RETAIN_KEYS];
  if (!Array.isArray(retained)) return { ...target };
  return Object.fromEntries(Object.entries(target).filter(([member]) => retained.includes(member)));
}

function removePrimitives(merged: JsonObject, member: string, removed: JsonValue): void {
  const gone = listOrEmpty(removed);
  merged[member] = listOrEmpty(merged[member]).filter((item) => !gone.some((each) => isEqual(each, item)));
}

function mergeMember(merged: JsonObject, member: string, value: JsonValue, typeName: string | undefined): void {
  const current = merged[member];
  const innerType = fieldTypeName(typeName, member);
  if (value === null) delete merged[member];
  else if (isObject(value))
    merged[member] = applyStrategicMergePatch(isObject(current) ? current : {}, value, innerType);
  else if (Array.isArray(value)) merged[member] = mergeList(listOrEmpty(current), value, typeName, member);
  else merged[member] = value;
}

function mergeList(
  current: JsonValue[],
  patch: JsonValue[],
  typeName: string | undefined,
  member: string,
): JsonValue[] {
  const tag = patchTagOf(typeName, member);
  const items = objectsOf(patch);
  const replaces = items.some((item) => item[DIRECTIVE] === "replace");
  if (tag === undefined || replaces) {
    return patch.filter((item) => !isObject(item) || item[DIRECTIVE] === undefined).map(stripDirectives);
  }
  if (tag.key === "") return [...current, ...patch.filter((item) => !current.some((each) => isEqual(each, item)))];
  return mergeKeyed(current, items, tag.key, fieldTypeName(typeName, member));
}

function stripDirectives(item: JsonValue): JsonValue {
  return isObject(item) ? withoutDirectives(item) : item;
}

function mergeKeyed(current: JsonValue[], patch: JsonObject[], key: string, itemType: string | undefined): JsonValue[] {
  let merged: JsonValue[] = [...current];
  for (const item of patch) {
    const index = merged.findIndex((each) => isObject(each) && isEqual(each[key], item[key]));
    const existing = merged[index];
    if (item[DIRECTIVE] === "delete")
      merged = merged.filter((each) => !isObject(each) || !isEqual(each[key], item[key]));
    else if (isObject(existing)) merged[index] = applyStrategicMergePatch(existing, item, itemType);
    else merged.push(applyStrategicMergePatch({}, item, itemType));
  }
  return merged;
}

/** Sorts lists as `$setElementOrder/<list>` asks; items it does not name stay behind the one they followed. */
function applyOrders(merged: JsonObject, patch: JsonObject, typeName: string | undefined): void {
  for (const [directive, order] of Object.entries(patch)) {
    if (!directive.startsWith(ORDER)) continue;
    const member = directive.slice(ORDER.length);
    const list = merged[member];
    if (!Array.isArray(list)) continue;
    const key = patchTagOf(typeName, member)?.key ?? "";
    const identify = (item: JsonValue): string => JSON.stringify(key !== "" && isObject(item) ? item[key] : item);
    const wanted = listOrEmpty(order).map(identify);
    let position = -1;
    const ranked = list.map((item, index) => {
      const rank = wanted.indexOf(identify(item));
      if (rank >= 0) position = rank;
      return { item, rank: rank >= 0 ? rank : position + 0.5, index };
    });
    ranked.sort((left, right) => left.rank - right.rank || left.index - right.index);
    merged[member] = ranked.map((each) => each.item);
  }
}

import { isObject, type JsonObject, type JsonValue } from "../objects.ts";

/** RFC 7386: null removes, objects merge, everything else replaces. */
export function applyMergePatch(target: JsonValue | undefined, patch: JsonValue): JsonValue {
  if (!isObject(patch)) return patch;
  const merged: JsonObject = isObject(target) ? { ...target } : {};
  for (const [member, value] of Object.entries(patch)) {
    if (value === undefined) continue;
    if (value === null) delete merged[member];
    else merged[member] = applyMergePatch(merged[member], value);
  }
  return merged;
}

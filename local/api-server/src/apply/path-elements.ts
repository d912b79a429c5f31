import type { ListType } from "../merge-type.ts";
import { isObject, type JsonValue } from "../objects.ts";

/** The path element of an item of a list that is a set or has keys, e.g. `k:{"name":"x"}` or `v:"x"`. */
export function itemElement(type: ListType, item: JsonValue): string {
  if (type.relation === "set" || !isObject(item)) return `v:${JSON.stringify(item)}`;
  const keys: [string, JsonValue][] = [];
  for (const key of [...type.keys].sort()) {
    const value = item[key] ?? type.keyDefaults[key];
    if (value !== undefined) keys.push([key, value]);
  }
  return `k:${JSON.stringify(Object.fromEntries(keys))}`;
}

/** The items by their path elements; of items with the same element the first stays. */
export function itemsByElement(type: ListType, items: readonly JsonValue[]): Map<string, JsonValue> {
  const byElement = new Map<string, JsonValue>();
  for (const item of items) {
    const element = itemElement(type, item);
    if (!byElement.has(element)) byElement.set(element, item);
  }
  return byElement;
}

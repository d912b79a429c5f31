import { memberType, type MergeType } from "../merge-type.ts";
import { isObject, type JsonObject, type JsonValue } from "../objects.ts";
import { EMPTY, type FieldSet } from "./field-set.ts";
import { itemElement } from "./path-elements.ts";

/**
 * The value without the fields of `remove`, except where `keep` (what others own) has something at or below them. A
 * container that this empties goes too. Returns undefined when nothing is left.
 */
export function removeFields(
  type: MergeType,
  value: JsonValue,
  remove: FieldSet,
  keep: FieldSet,
): JsonValue | undefined {
  if (remove.children.size === 0) return value;
  if (Array.isArray(value)) return removeItems(type, value, remove, keep);
  return isObject(value) ? removeMembers(type, value, remove, keep) : value;
}

function isKept(keep: FieldSet | undefined): boolean {
  return keep !== undefined && (keep.isMember || keep.children.size > 0);
}

function removeItems(type: MergeType, items: JsonValue[], remove: FieldSet, keep: FieldSet): JsonValue | undefined {
  if (type.form !== "list" || type.relation === "atomic") return items;
  const left = items.flatMap((item) => {
    const element = itemElement(type, item);
    const removal = remove.children.get(element);
    const kept = keep.children.get(element);
    if (removal === undefined) return [item];
    if (removal.isMember && !isKept(kept)) return [];
    const rest = removeFields(type.element, item, withoutKeys(removal, type.keys), kept ?? EMPTY);
    return rest === undefined ? [] : [rest];
  });
  return left.length === 0 && items.length > 0 ? undefined : left;
}

/** The fields that identify an item stay as long as the item does. */
function withoutKeys(removal: FieldSet, keys: readonly string[]): FieldSet {
  const children = new Map(removal.children);
  for (const key of keys) children.delete(`f:${key}`);
  return { isMember: removal.isMember, children };
}

/** A declared field goes as a whole, with the defaults below it that nobody owns; of a map only the members that were named. */
function isWhole(type: MergeType, member: string, removal: FieldSet): boolean {
  return removal.isMember || (type.form === "struct" && type.field(member) !== undefined);
}

function removeMembers(type: MergeType, object: JsonObject, remove: FieldSet, keep: FieldSet): JsonValue | undefined {
  const left: JsonObject = {};
  for (const [member, value] of Object.entries(object)) {
    const removal = remove.children.get(`f:${member}`);
    const kept = keep.children.get(`f:${member}`);
    if (value === undefined || (removal !== undefined && isWhole(type, member, removal) && !isKept(kept))) continue;
    const rest = removal === undefined ? value : removeFields(memberType(type, member), value, removal, kept ?? EMPTY);
    if (rest !== undefined) left[member] = rest;
  }
  return Object.keys(left).length === 0 && Object.keys(object).length > 0 ? undefined : left;
}

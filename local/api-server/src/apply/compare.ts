import { memberType, type ListType, type MergeType } from "../merge-type.ts";
import { isEqual, isObject, type JsonObject, type JsonValue } from "../objects.ts";
import { EMPTY, MEMBER, setOf, type FieldSet } from "./field-set.ts";
import { itemsByElement } from "./path-elements.ts";

/** What a write changed, by field. */
export interface Comparison {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

const SAME: Comparison = { added: EMPTY, modified: EMPTY, removed: EMPTY };

/** Compares two values of a type. Source: structured-merge-diff, typed/compare.go. */
export function compareFields(type: MergeType, left: JsonValue | undefined, right: JsonValue | undefined): Comparison {
  if (left === undefined && right === undefined) return SAME;
  const sample = right ?? left;
  if (isListValue(sample) && type.form === "list" && type.relation !== "atomic") {
    return compareLists(type, listOrUndefined(left), listOrUndefined(right));
  }
  const isGranular = isObject(sample) && !((type.form === "struct" || type.form === "map") && type.atomic);
  if (isGranular && (left === undefined || isObject(left)) && (right === undefined || isObject(right))) {
    return compareMembers(type, left, right);
  }
  return compareLeaves(left, right);
}

function isListValue(value: JsonValue | undefined): value is JsonValue[] {
  return Array.isArray(value);
}

function listOrUndefined(value: JsonValue | undefined): JsonValue[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

function compareLeaves(left: JsonValue | undefined, right: JsonValue | undefined): Comparison {
  if (left === undefined) return { ...SAME, added: MEMBER };
  if (right === undefined) return { ...SAME, removed: MEMBER };
  return isEqual(left, right) ? SAME : { ...SAME, modified: MEMBER };
}

function compareMembers(type: MergeType, left: JsonObject | undefined, right: JsonObject | undefined): Comparison {
  const names = new Set([...Object.keys(left ?? {}), ...Object.keys(right ?? {})]);
  const parts = [...names].map(
    (name) => [`f:${name}`, compareFields(memberType(type, name), left?.[name], right?.[name])] as const,
  );
  return combine(parts, left === undefined, right === undefined);
}

function compareLists(type: ListType, left: JsonValue[] | undefined, right: JsonValue[] | undefined): Comparison {
  const before = itemsByElement(type, left ?? []);
  const after = itemsByElement(type, right ?? []);
  const elements = new Set([...before.keys(), ...after.keys()]);
  const parts = [...elements].map(
    (element) => [element, compareFields(type.element, before.get(element), after.get(element))] as const,
  );
  return combine(parts, left === undefined, right === undefined);
}

function combine(parts: readonly (readonly [string, Comparison])[], isNew: boolean, isGone: boolean): Comparison {
  const pick = (which: keyof Comparison): (readonly [string, FieldSet])[] =>
    parts.map(([element, comparison]) => [element, comparison[which]] as const);
  return {
    added: setOf(isNew, pick("added")),
    modified: setOf(false, pick("modified")),
    removed: setOf(isGone, pick("removed")),
  };
}

import { memberType, type MergeType } from "../merge-type.ts";
import { isObject, type JsonValue } from "../objects.ts";
import { itemElement } from "./path-elements.ts";
import { EMPTY, MEMBER, setOf, type FieldSet } from "./field-set.ts";

/**
 * The fields that an applied configuration names. Source: structured-merge-diff, typed/tofieldset.go.
 */
export function ownedFields(type: MergeType, value: JsonValue): FieldSet {
  if (isLeaf(type, value)) return MEMBER;
  if (Array.isArray(value) && type.form === "list") {
    const items = value.map((item) => {
      const inner = ownedFields(type.element, item);
      return [itemElement(type, item), { isMember: true, children: inner.children }] as const;
    });
    return setOf(false, items);
  }
  if (!isObject(value)) return EMPTY;
  const members = Object.entries(value).flatMap(([member, each]) => {
    if (each === undefined) return [];
    const inner = ownedFields(memberType(type, member), each);
    const isDeclared = type.form === "struct" && type.field(member) !== undefined;
    return [[`f:${member}`, isDeclared ? inner : { isMember: true, children: inner.children }] as const];
  });
  return setOf(false, members);
}

/** Whether the value is owned as a whole: a scalar, something empty, or atomic. */
export function isLeaf(type: MergeType, value: JsonValue): boolean {
  if (Array.isArray(value)) return value.length === 0 || type.form !== "list" || type.relation === "atomic";
  if (!isObject(value)) return true;
  if (Object.keys(value).length === 0) return true;
  return (type.form === "struct" || type.form === "map") && type.atomic;
}

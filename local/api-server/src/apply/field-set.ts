import { isObject, type JsonObject } from "../objects.ts";

/**
 * A set of field paths as a tree, with the path elements of `FieldsV1` as keys: `f:name`, `k:{"name":"x"}`, `v:"x"`.
 * Trees are not changed after they are built; operations make new ones.
 */
export interface FieldSet {
  /** Whether the path to here is itself in the set. */
  readonly isMember: boolean;
  readonly children: ReadonlyMap<string, FieldSet>;
}

export const EMPTY: FieldSet = { isMember: false, children: new Map() };
export const MEMBER: FieldSet = { isMember: true, children: new Map() };

export function isEmptySet(set: FieldSet): boolean {
  return !set.isMember && set.children.size === 0;
}

/** Makes a set from children; undefined and empty ones are left out. */
export function setOf(isMember: boolean, children: Iterable<readonly [string, FieldSet | undefined]>): FieldSet {
  const kept = new Map<string, FieldSet>();
  for (const [element, child] of children) {
    if (child !== undefined && !isEmptySet(child)) kept.set(element, child);
  }
  return { isMember, children: kept };
}

export function union(left: FieldSet, right: FieldSet): FieldSet {
  if (isEmptySet(left)) return right;
  if (isEmptySet(right)) return left;
  const merged = new Map(left.children);
  for (const [element, child] of right.children) {
    const other = merged.get(element);
    merged.set(element, other === undefined ? child : union(other, child));
  }
  return { isMember: left.isMember || right.isMember, children: merged };
}

export function difference(left: FieldSet, right: FieldSet): FieldSet {
  const children = [...left.children].map(([element, child]) => {
    const other = right.children.get(element);
    return [element, other === undefined ? child : difference(child, other)] as const;
  });
  return setOf(left.isMember && !right.isMember, children);
}

export function intersection(left: FieldSet, right: FieldSet): FieldSet {
  const children = [...left.children].map(([element, child]) => {
    const other = right.children.get(element);
    return [element, other === undefined ? undefined : intersection(child, other)] as const;
  });
  return setOf(left.isMember && right.isMember, children);
}

/** The set without the whole subtree at the path of elements. */
export function withoutPath(set: FieldSet, path: readonly string[]): FieldSet {
  const [first, ...rest] = path;
  if (first === undefined) return EMPTY;
  const child = set.children.get(first);
  if (child === undefined) return set;
  const children = new Map<string, FieldSet>(set.children);
  return setOf(set.isMember, children.set(first, withoutPath(child, rest)));
}

/** Every member as a path of elements. */
export function* memberPaths(set: FieldSet, prefix: readonly string[] = []): Generator<readonly string[]> {
  if (set.isMember) yield prefix;
  for (const [element, child] of set.children) yield* memberPaths(child, [...prefix, element]);
}

/** A path as conflict messages show it: `.spec.ports[port=80,protocol="TCP"].name`. */
export function showPath(path: readonly string[]): string {
  return path.map(showElement).join("");
}

function showElement(element: string): string {
  const value = element.slice(2);
  if (element.startsWith("f:")) return `.${value}`;
  if (!element.startsWith("k:")) return `[=${value}]`;
  const keys = Object.entries(JSON.parse(value) as JsonObject);
  return `[${keys.map(([key, each]) => `${key}=${JSON.stringify(each)}`).join(",")}]`;
}

export function parseFieldsV1(fields: JsonObject): FieldSet {
  const children = Object.entries(fields).flatMap(([element, child]) => {
    if (element === "." || !isObject(child)) return [];
    const set = parseFieldsV1(child);
    return [[element, set.isMember || set.children.size > 0 ? set : MEMBER] as const];
  });
  return setOf("." in fields, children);
}

export function toFieldsV1(set: FieldSet): JsonObject {
  if (set.children.size === 0) return {};
  const fields: JsonObject = set.isMember ? { ".": {} } : {};
  for (const element of [...set.children.keys()].sort())
    fields[element] = toFieldsV1(set.children.get(element) ?? EMPTY);
  return fields;
}

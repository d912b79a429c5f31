/** A JSON value; `undefined` stands for an absent member. */
export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject;
export interface JsonObject {
  [member: string]: JsonValue | undefined;
}

export interface OwnerReference extends JsonObject {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  blockOwnerDeletion?: boolean;
  controller?: boolean;
}

export interface ManagedFieldsEntry extends JsonObject {
  manager?: string;
  operation?: string;
  apiVersion?: string;
  time?: string;
  fieldsType?: string;
  fieldsV1?: JsonObject;
  subresource?: string;
}

export interface ObjectMeta extends JsonObject {
  name?: string;
  generateName?: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  finalizers?: string[];
  ownerReferences?: OwnerReference[];
  managedFields?: ManagedFieldsEntry[];
}

/** Any Kubernetes object. */
export interface KubeObject extends JsonObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value as an object, or an empty one that is not attached to anything. */
export function objectOrEmpty(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/** The value as a list, or an empty one that is not attached to anything. */
export function listOrEmpty(value: unknown): JsonValue[] {
  return Array.isArray(value) ? (value as JsonValue[]) : [];
}

/** The items of the list that are objects. */
export function objectsOf(value: unknown): JsonObject[] {
  return listOrEmpty(value).filter(isObject);
}

export function stringOr(value: unknown, fallback: string): string {
  return typeof value === "string" ? value : fallback;
}

/** The value as a person reads it: texts as they are, everything else as JSON, what is absent as nothing. */
export function showValue(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

export function numberOr(value: unknown, fallback: number): number {
  return typeof value === "number" ? value : fallback;
}

/** The member of the object as an object, created in place when it is absent. */
export function ensureObject(parent: JsonObject, member: string): JsonObject {
  const existing = parent[member];
  if (isObject(existing)) return existing;
  const created: JsonObject = {};
  parent[member] = created;
  return created;
}

/** The value at the path of members, or undefined as soon as one is absent. */
export function valueAt(root: unknown, path: readonly string[]): JsonValue | undefined {
  let current: unknown = root;
  for (const member of path) {
    if (!isObject(current)) return undefined;
    current = current[member];
  }
  return current as JsonValue | undefined;
}

/** Sets the value at the path of members, creating objects on the way. */
export function setValueAt(root: JsonObject, path: readonly string[], value: JsonValue | undefined): void {
  const last = path.at(-1);
  if (last === undefined) return;
  let current = root;
  for (const member of path.slice(0, -1)) current = ensureObject(current, member);
  if (value === undefined) delete current[last];
  else current[last] = value;
}

export function clone<Value extends JsonValue>(value: Value): Value {
  return structuredClone(value);
}

/** Structural equality; an absent member equals an `undefined` one, the order of members is of no account. */
export function isEqual(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (Array.isArray(left)) {
    return (
      Array.isArray(right) && left.length === right.length && left.every((item, index) => isEqual(item, right[index]))
    );
  }
  if (!isObject(left) || !isObject(right)) return false;
  for (const [member, value] of Object.entries(left)) {
    if (!isEqual(value, right[member])) return false;
  }
  return Object.entries(right).every(([member, value]) => value === undefined || left[member] !== undefined);
}

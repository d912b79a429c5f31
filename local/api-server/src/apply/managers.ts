import type { ManagedFieldsEntry } from "../objects.ts";
import { EMPTY, isEmptySet, parseFieldsV1, setOf, toFieldsV1, union, withoutPath, type FieldSet } from "./field-set.ts";

/** Who wrote, and through which face of the object. */
export interface ManagerIdentity {
  readonly manager: string;
  readonly operation: "Apply" | "Update";
  readonly apiVersion: string;
  readonly subresource: string;
}

/** What one manager owns. */
export interface Manager extends ManagerIdentity {
  readonly time: string;
  readonly fields: FieldSet;
}

/** Fields that nobody can own: the server writes them. */
const UNOWNED: readonly (readonly string[])[] = [
  ["f:apiVersion"],
  ["f:kind"],
  ...[
    "name",
    "generateName",
    "namespace",
    "creationTimestamp",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
    "selfLink",
    "uid",
    "generation",
    "managedFields",
    "resourceVersion",
  ].map((member) => ["f:metadata", `f:${member}`]),
];

/** The set without what nobody can own: also not the object itself, nor its metadata as a whole. */
export function ownable(set: FieldSet): FieldSet {
  let stripped: FieldSet = set;
  for (const path of UNOWNED) stripped = withoutPath(stripped, path);
  const children = [...stripped.children].map(
    ([element, child]) => [element, element === "f:metadata" ? setOf(false, child.children) : child] as const,
  );
  return setOf(false, children);
}

export function parseManagers(entries: readonly ManagedFieldsEntry[] | undefined): Manager[] {
  return (entries ?? []).map((entry) => ({
    manager: entry.manager ?? "",
    operation: entry.operation === "Apply" ? "Apply" : "Update",
    apiVersion: entry.apiVersion ?? "",
    subresource: entry.subresource ?? "",
    time: entry.time ?? "",
    fields: parseFieldsV1(entry.fieldsV1 ?? {}),
  }));
}

/** Whether the two are the same manager; applying is one manager whatever the version it applies in. */
export function isSameManager(left: ManagerIdentity, right: ManagerIdentity): boolean {
  return (
    left.manager === right.manager &&
    left.operation === right.operation &&
    left.subresource === right.subresource &&
    (left.operation === "Apply" || left.apiVersion === right.apiVersion)
  );
}

/** The managers as `metadata.managedFields`; those who own nothing are left out. */
export function renderManagers(managers: readonly Manager[]): ManagedFieldsEntry[] {
  const order = (each: Manager): string => `${each.operation}/${each.time}/${each.manager}/${each.apiVersion}`;
  return managers
    .filter((each) => !isEmptySet(each.fields))
    .sort((left, right) => (order(left) < order(right) ? -1 : 1))
    .map(({ manager, operation, apiVersion, subresource, time, fields }) => ({
      manager,
      operation,
      apiVersion,
      ...(time === "" ? {} : { time }),
      fieldsType: "FieldsV1",
      fieldsV1: toFieldsV1(fields),
      ...(subresource === "" ? {} : { subresource }),
    }));
}

/** Everything that the managers own together. */
export function unionOf(managers: readonly Manager[]): FieldSet {
  return managers.reduce<FieldSet>((all, each) => union(all, each.fields), EMPTY);
}

/** The manager's fields changed; its time moves only when they are other ones. */
export function withFields(manager: Manager, fields: FieldSet, now: string): Manager {
  const isSame = JSON.stringify(toFieldsV1(fields)) === JSON.stringify(toFieldsV1(manager.fields));
  return isSame ? manager : { ...manager, fields, time: now };
}

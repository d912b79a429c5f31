import { applyConflict, badRequest, type FieldError } from "../errors.ts";
import type { MergeType } from "../merge-type.ts";
import { isObject, type KubeObject } from "../objects.ts";
import { compareFields } from "./compare.ts";
import {
  EMPTY,
  difference,
  intersection,
  isEmptySet,
  memberPaths,
  showPath,
  union,
  type FieldSet,
} from "./field-set.ts";
import {
  isSameManager,
  ownable,
  parseManagers,
  renderManagers,
  unionOf,
  withFields,
  type Manager,
  type ManagerIdentity,
} from "./managers.ts";
import { mergeApplied } from "./merge.ts";
import { ownedFields } from "./owned-fields.ts";
import { removeFields } from "./remove.ts";
import { withoutManagers } from "./track-update.ts";

export interface Application {
  readonly type: MergeType;
  readonly live: KubeObject | undefined;
  readonly applied: KubeObject;
  readonly applier: ManagerIdentity;
  readonly force: boolean;
  readonly now: string;
}

/**
 * Server-side apply: lays the applied configuration over the live object, drops what this manager applied before and
 * no longer does (unless another owns it), and keeps `managedFields`. Throws 409 when a field that it changes belongs
 * to another manager, unless forced. Source: structured-merge-diff, merge/update.go.
 */
export function serverSideApply(application: Application): KubeObject {
  const { type, live, applied, applier, now } = application;
  if (applied.metadata.managedFields !== undefined) throw badRequest("metadata.managedFields must be nil");
  const managers = parseManagers(live?.metadata.managedFields);
  const previous = managers.find((each) => isSameManager(each, applier));
  const others = managers.filter((each) => !isSameManager(each, applier));
  const fields = ownable(ownedFields(type, applied));
  const base = withoutManagers(live);
  const merged = mergeApplied(type, base, applied);
  const dropped = previous === undefined ? EMPTY : difference(previous.fields, fields);
  const next = removeFields(type, merged, dropped, union(fields, unionOf(others)));
  if (!isKubeObject(next)) throw badRequest("the applied object must have apiVersion, kind and metadata");
  const remaining = settleConflicts(application, base, next, others);
  const own: Manager = previous ?? { ...applier, time: now, fields: EMPTY };
  const managedFields = renderManagers([
    ...remaining,
    { ...withFields(own, fields, now), apiVersion: applier.apiVersion },
  ]);
  return { ...next, metadata: { ...next.metadata, managedFields } };
}

/** The other managers without what this apply takes from them; throws when it may not take it. */
function settleConflicts(
  application: Application,
  base: KubeObject | undefined,
  next: KubeObject,
  others: readonly Manager[],
): Manager[] {
  const comparison = compareFields(application.type, base, next);
  const changed = ownable(union(comparison.added, comparison.modified));
  const conflicts = others.map((each) => [each, intersection(each.fields, changed)] as const);
  const causes = conflicts.flatMap(([each, fields]) => conflictCauses(each, fields));
  if (causes.length > 0 && !application.force) throw applyConflict(causes);
  const removed = ownable(comparison.removed);
  return conflicts.map(([each, fields]) =>
    withFields(each, difference(difference(each.fields, fields), removed), each.time),
  );
}

function conflictCauses(manager: Manager, fields: FieldSet): FieldError[] {
  if (isEmptySet(fields)) return [];
  const time = manager.time === "" ? "" : ` at ${manager.time}`;
  const using = manager.operation === "Update" ? ` using ${manager.apiVersion}${time}` : "";
  const subresource = manager.subresource === "" ? "" : ` with subresource "${manager.subresource}"`;
  const message = `conflict with ${JSON.stringify(manager.manager)}${subresource}${using}`;
  return [...memberPaths(fields)].map((path) => ({ reason: "FieldManagerConflict", message, field: showPath(path) }));
}

function isKubeObject(value: unknown): value is KubeObject {
  return isObject(value) && isObject(value["metadata"]) && typeof value["apiVersion"] === "string";
}

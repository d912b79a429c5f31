import type { KubernetesObject } from "@tochka-rosta/controller-runtime";
import type { PendingWrite } from "../pending-write.ts";
import type { PlannedObject } from "./plan-manifests.ts";
import { stringify } from "yaml";

const newNote = "not in the cluster yet: its uid, and the names that follow from it, are examples";

/** One line for each write, statement and condition. */
export function printSummary(planned: readonly PlannedObject[]): string {
  const lines = planned.flatMap(({ kind, key, decision, writes, statements, conditions, isNew, isRepeated }) => [
    `${kind} ${key}: ${decision}`,
    ...(isNew ? [`  ${newNote}`] : []),
    ...(writes.length + statements.length === 0 ? ["  nothing to write"] : []),
    ...writes.map((write) => `  ${describeWrite(write)}`),
    ...(statements.length === 0 ? [] : [`  ${statements.length} SQL statements, after the Secret`]),
    ...statements.map(({ text, reason }) => `    ${text}: ${reason}`),
    ...(isRepeated ? ["  then the operator begins again"] : []),
    ...conditions.map(({ type, status, reason, message }) => `  ${type}=${status} ${reason}: ${message}`),
  ]);
  return [...lines, "Nothing was written.", ""].join("\n");
}

/** A document for each object, with what would be sent. */
export async function printYaml(planned: readonly PlannedObject[]): Promise<string> {
  const documents = planned.map(({ kind, key, decision, writes, statements, conditions, isNew, isRepeated }) =>
    stringify(
      {
        planned: `${kind} ${key}`,
        decision,
        ...(isNew && { note: newNote }),
        writes: writes.map((write) => ({
          verb: write.verb,
          ...(write.subresource !== undefined && { subresource: write.subresource }),
          object: write.verb === "delete" ? identityOf(write.object) : strip(mask(write.object), write.subresource),
        })),
        statements: statements.map(({ text, reason }) => ({ text, reason })),
        conditions,
        ...(isRepeated && { then: "the operator begins again" }),
      },
      { lineWidth: 0, aliasDuplicateObjects: false },
    ),
  );
  return ["# Nothing was written.\n", documents.join("---\n")].join("");
}

function describeWrite({ verb, object, subresource }: PendingWrite): string {
  const { namespace, name } = object.metadata;
  const key = namespace === undefined ? name : `${namespace}/${name}`;
  return [verb, object.kind, key, ...(subresource === undefined ? [] : [subresource])].join(" ");
}

function identityOf({ apiVersion, kind, metadata: { namespace, name } }: Readonly<KubernetesObject>): object {
  return { apiVersion, kind, metadata: { ...(namespace !== undefined && { namespace }), name } };
}

/** Of a status only the status is sent; of any other object not what the API server fills in. */
function strip(object: Readonly<KubernetesObject>, subresource: PendingWrite["subresource"]): object {
  const { status, ...rest } = object as KubernetesObject & { status?: unknown };
  if (subresource === "status") return { ...identityOf(object), status };
  const { managedFields: _, resourceVersion: __, ...metadata } = object.metadata;
  return { ...rest, metadata };
}

/** A Secret shows its keys and no value. */
function mask(object: Readonly<KubernetesObject>): Readonly<KubernetesObject> {
  if (object.kind !== "Secret") return object;
  const { data = {} } = object as KubernetesObject & { data?: Record<string, string> };
  return { ...object, ...{ data: Object.fromEntries(Object.keys(data).map((key) => [key, "(masked)"])) } };
}

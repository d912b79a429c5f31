import type { FieldError } from "../errors.ts";
import type { MergeType } from "../merge-type.ts";
import { objectOrEmpty, type JsonObject, type JsonValue, type KubeObject } from "../objects.ts";
import { applySchemaDefaults } from "./defaults.ts";
import { mergeTypeOfSchema } from "./schema-merge-type.ts";
import { pruneUnknown } from "./prune.ts";
import { validateValue } from "./validate.ts";

/** The schema of one version of a custom resource, ready for use. */
export interface CustomSchema {
  /** The `openAPIV3Schema` as it was given. */
  readonly document: JsonObject;
  readonly mergeType: MergeType;
  /** Drops what the schema does not know, in place, and returns the paths of it. */
  prune(object: KubeObject): string[];
  /** Fills in the schema's defaults, in place. */
  applyDefaults(object: KubeObject): void;
  /** Why the object is refused; `previous` is what it replaces. Values that did not change are not judged again. */
  validate(object: KubeObject, previous: KubeObject | undefined): FieldError[];
}

/** The members of every object that the schema does not govern. */
const ENVELOPE: JsonObject = {
  apiVersion: { type: "string" },
  kind: { type: "string" },
  metadata: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
};

/** Prepares an `openAPIV3Schema`; an absent one keeps and accepts everything. */
export function buildCustomSchema(document: JsonObject | undefined): CustomSchema {
  const given = document ?? { type: "object", "x-kubernetes-preserve-unknown-fields": true };
  const root = { ...given, properties: { ...objectOrEmpty(given["properties"]), ...ENVELOPE } };
  const evaluated = { ...given, properties: { ...objectOrEmpty(given["properties"]), apiVersion: {}, kind: {} } };
  return {
    document: given,
    mergeType: mergeTypeOfSchema(root),
    prune: (object) => pruneUnknown(root, object),
    applyDefaults: (object) => applySchemaDefaults(given, object),
    validate: (object, previous) =>
      validateValue(evaluated, selfOf(object), previous === undefined ? undefined : selfOf(previous)),
  };
}

/** What rules see: of the metadata the name only, as on a real server. */
function selfOf(object: KubeObject): JsonValue {
  const { name, generateName } = object.metadata;
  const metadata = { ...(name === undefined ? {} : { name }), ...(generateName === undefined ? {} : { generateName }) };
  return { ...object, metadata };
}

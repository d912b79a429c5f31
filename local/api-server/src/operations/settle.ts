import { timestamp, type ApiContext } from "../context.ts";
import { invalid, type FieldError } from "../errors.ts";
import { targetOf, type ResourceKind } from "../resource-kind.ts";
import { isEqual, valueAt, type KubeObject } from "../objects.ts";
import { fillAlwaysSent } from "../kinds/always-sent.ts";
import { definitionProblems } from "../schema/definition-kinds.ts";
import { builtinProblems } from "../kinds/builtin-problems.ts";
import { metadataProblems, ownerProblems } from "./names.ts";

/** Fills in what the API fills in and judges the object, in place. Throws 422 with a cause for every field refused. */
export function settleObject(
  context: ApiContext,
  kind: ResourceKind,
  object: KubeObject,
  previous: KubeObject | undefined,
): void {
  kind.schema?.applyDefaults(object);
  const writeContext = { now: timestamp(context) };
  kind.strategy.applyDefaults?.(object, previous, writeContext);
  if (previous === undefined) kind.strategy.prepareForCreate?.(object, writeContext);
  const errors = problemsOf(kind, object, previous);
  // A zero value is none that somebody set, so what is required is judged before; what was stored has them, so changes are judged after.
  if (kind.schema === undefined) fillAlwaysSent(object);
  if (previous !== undefined) errors.push(...immutabilityProblems(kind, object, previous));
  if (errors.length > 0) throw invalid(targetOf(kind, object.metadata.name), errors);
}

function problemsOf(kind: ResourceKind, object: KubeObject, previous: KubeObject | undefined): FieldError[] {
  const errors = metadataProblems(object.metadata, previous === undefined ? kind.nameRule : "segment");
  errors.push(...ownerProblems(object.metadata), ...builtinProblems(object));
  if (kind.schema !== undefined) errors.push(...kind.schema.validate(object, previous));
  if (kind.kind === "CustomResourceDefinition") errors.push(...definitionProblems(object));
  return errors;
}

function immutabilityProblems(kind: ResourceKind, object: KubeObject, previous: KubeObject): FieldError[] {
  const paths = [...(kind.strategy.immutable ?? [])];
  if (previous["immutable"] === true) paths.push(["data"], ["binaryData"], ["immutable"]);
  return paths
    .filter((path) => valueAt(previous, path) !== undefined && !isEqual(valueAt(previous, path), valueAt(object, path)))
    .map((path) => ({
      reason: "FieldValueInvalid",
      message: `Invalid value: ${JSON.stringify(valueAt(object, path) ?? null)}: field is immutable`,
      field: path.join("."),
    }));
}

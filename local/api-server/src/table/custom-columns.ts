import type { Column } from "../resource-kind.ts";
import { numberOr, stringOr, type JsonObject, type JsonValue, showValue } from "../objects.ts";
import { humanAge } from "./duration.ts";
import { compileJsonPath } from "./json-path.ts";

/** The creation age, for kinds whose definition names no columns. */
export const AGE_COLUMN: Column = {
  name: "Age",
  type: "date",
  description: "How long ago the object was created.",
  priority: 0,
  value: (object) => humanAge(object.metadata.creationTimestamp ?? "", Date.now()),
};

/** The columns of a definition's `additionalPrinterColumns`. */
export function customColumns(definitions: readonly JsonObject[]): Column[] {
  return definitions.length === 0 ? [AGE_COLUMN] : definitions.map(buildColumn);
}

function buildColumn(definition: JsonObject): Column {
  const type = stringOr(definition["type"], "string") as Column["type"];
  const read = compileJsonPath(stringOr(definition["jsonPath"], ""));
  return {
    name: stringOr(definition["name"], ""),
    type,
    format: stringOr(definition["format"], ""),
    description: stringOr(definition["description"], ""),
    priority: numberOr(definition["priority"], 0),
    value: (object) => cellOf(type, read(object)),
  };
}

function cellOf(type: Column["type"], values: readonly JsonValue[]): string | number | boolean | null {
  const [first] = values;
  if (first === undefined || first === null) return null;
  if (type === "date") return humanAge(showValue(first), Date.now());
  if (type === "integer" || type === "number") return typeof first === "number" ? first : null;
  if (type === "boolean") return first === true;
  return values.map(showValue).join(",");
}

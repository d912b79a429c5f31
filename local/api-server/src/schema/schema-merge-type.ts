import { SCALAR, UNTYPED, type MergeType } from "../merge-type.ts";
import { isObject, listOrEmpty, objectOrEmpty, type JsonObject } from "../objects.ts";
import { keepsUnknown } from "./members.ts";

/** How values of a structural schema merge, by its `x-kubernetes-list-type`, `-list-map-keys` and `-map-type`. */
export function mergeTypeOfSchema(schema: JsonObject): MergeType {
  if (schema["type"] === "array") return listType(schema);
  if (schema["type"] === "object") return objectType(schema);
  return schema["type"] === undefined ? UNTYPED : SCALAR;
}

function listType(schema: JsonObject): MergeType {
  const items = objectOrEmpty(schema["items"]);
  const declared = schema["x-kubernetes-list-type"];
  const keys = listOrEmpty(schema["x-kubernetes-list-map-keys"]).map(String);
  const relation = declared === "map" ? "keyed" : declared === "set" ? "set" : "atomic";
  const keyDefaults: Record<string, string> = {};
  for (const key of keys) {
    const fallback = objectOrEmpty(objectOrEmpty(items["properties"])[key])["default"];
    if (typeof fallback === "string") keyDefaults[key] = fallback;
  }
  return { form: "list", relation, element: mergeTypeOfSchema(items), keys, keyDefaults };
}

function objectType(schema: JsonObject): MergeType {
  const atomic = schema["x-kubernetes-map-type"] === "atomic";
  const properties = objectOrEmpty(schema["properties"]);
  const further = schema["additionalProperties"];
  if (Object.keys(properties).length === 0 && isObject(further)) {
    return { form: "map", atomic, element: mergeTypeOfSchema(further) };
  }
  if (Object.keys(properties).length === 0 && !atomic) return UNTYPED;
  const types = new Map<string, MergeType>();
  const field = (name: string): MergeType | undefined => {
    const property = properties[name];
    if (!isObject(property)) return undefined;
    const known = types.get(name) ?? mergeTypeOfSchema(property);
    types.set(name, known);
    return known;
  };
  return { form: "struct", atomic, field, others: keepsUnknown(schema) ? UNTYPED : undefined };
}

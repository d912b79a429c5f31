import { isObject, objectOrEmpty, type JsonObject, type JsonValue } from "../objects.ts";

/** Fills in the defaults of a structural schema, in place; a null where a default exists counts as absent. */
export function applySchemaDefaults(schema: JsonObject, value: JsonValue): void {
  if (Array.isArray(value)) {
    const items = schema["items"];
    if (isObject(items)) for (const item of value) applySchemaDefaults(items, item);
    return;
  }
  if (!isObject(value)) return;
  const properties = objectOrEmpty(schema["properties"]);
  for (const [member, property] of Object.entries(properties)) {
    if (isObject(property)) applyMemberDefault(property, value, member);
  }
  const further = schema["additionalProperties"];
  if (!isObject(further)) return;
  for (const [member, each] of Object.entries(value)) {
    if (properties[member] === undefined && each !== undefined) applySchemaDefaults(further, each);
  }
}

function applyMemberDefault(property: JsonObject, parent: JsonObject, member: string): void {
  const fallback = property["default"];
  const current = parent[member];
  const isAbsent = current === undefined || (current === null && property["nullable"] !== true);
  if (isAbsent && fallback !== undefined) parent[member] = structuredClone(fallback);
  else if (current === null && property["nullable"] !== true) delete parent[member];
  const value = parent[member];
  if (value !== undefined) applySchemaDefaults(property, value);
}

import { isObject, type JsonObject, type JsonValue, type KubeObject } from "../objects.ts";
import { builtinDefinition, builtinTypeName, type TypeDefinition, type TypeReference } from "./builtin-types.ts";
import { canonicalQuantity } from "../quantity.ts";

const QUANTITY = "apimachinery.pkg.api.resource.Quantity";
const OBJECT_META = "apimachinery.pkg.apis.meta.v1.ObjectMeta";

/**
 * Brings a built-in object into the form the API server keeps, in place: unknown fields and nulls are dropped,
 * quantities are canonical. Returns the paths of the unknown fields. Kinds without generated types are left alone.
 */
export function normalizeBuiltin(object: KubeObject): string[] {
  const name = builtinTypeName(object.apiVersion, object.kind);
  const unknown: string[] = [];
  if (name !== undefined) walk(name, object, "", unknown);
  return unknown;
}

/** The same for the metadata of any object, custom resources included. */
export function normalizeMetadata(object: KubeObject): string[] {
  const unknown: string[] = [];
  walk(OBJECT_META, object.metadata, "metadata", unknown);
  return unknown;
}

function walk(reference: TypeReference, value: JsonValue, path: string, unknown: string[]): JsonValue {
  if (reference === QUANTITY) return normalizeQuantity(value);
  const definition = typeof reference === "string" ? builtinDefinition(reference) : reference;
  if (typeof definition !== "object") return value;
  if (definition.ref !== undefined) return walk(definition.ref, value, path, unknown);
  if (Array.isArray(value)) return walkList(definition, value, path, unknown);
  if (isObject(value)) walkMembers(definition, value, path, unknown);
  return value;
}

function normalizeQuantity(value: JsonValue): JsonValue {
  return typeof value === "string" || typeof value === "number" ? canonicalQuantity(String(value)) : value;
}

function walkList(definition: TypeDefinition, items: JsonValue[], path: string, unknown: string[]): JsonValue {
  const item = definition.list;
  if (item === undefined) return items;
  items.forEach((each, index) => {
    items[index] = walk(item, each, `${path}[${index}]`, unknown);
  });
  return items;
}

function walkMembers(definition: TypeDefinition, object: JsonObject, path: string, unknown: string[]): void {
  const { map, fields } = definition;
  for (const [member, value] of Object.entries(object)) {
    const reference = map ?? fields?.[member];
    const memberPath = path === "" ? member : `${path}.${member}`;
    if (value === undefined || value === null) {
      delete object[member];
    } else if (reference !== undefined) {
      object[member] = walk(reference, value, memberPath, unknown);
    } else if (fields !== undefined) {
      unknown.push(memberPath);
      delete object[member];
    }
  }
}

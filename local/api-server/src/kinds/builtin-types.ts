import data from "./generated/types.json" with { type: "json" };
import type { JsonValue } from "../objects.ts";
import { SCALAR, UNTYPED, type ListType, type MergeType } from "../merge-type.ts";

/** A type in the generated data: the name of a scalar or of another type, or one in place. */
export type TypeReference = string | TypeDefinition;
export interface TypeDefinition {
  fields?: Record<string, TypeReference>;
  defaults?: Record<string, string>;
  map?: TypeReference;
  list?: TypeReference;
  keys?: string[];
  set?: boolean;
  atomic?: boolean;
  ref?: string;
}

const kinds = data.kinds as Record<string, string>;
const types = data.types as unknown as Record<string, TypeReference>;
const patchTags = data.patch as unknown as Record<string, Record<string, string>>;
const alwaysSent = data.always as unknown as Record<string, Record<string, JsonValue>>;
const resolved = new Map<string, MergeType>();

/** The generated definition of a type by its name. */
export function builtinDefinition(name: string): TypeReference | undefined {
  return types[name];
}

/** What a server sends of a type although nobody set it, by field. */
export function alwaysSentOf(name: string): Readonly<Record<string, JsonValue>> {
  return alwaysSent[name] ?? {};
}

/** The name of the built-in type of a kind, e.g. of `apps/v1`, `Deployment`. */
export function builtinTypeName(apiVersion: string, kind: string): string | undefined {
  return kinds[`${apiVersion}/${kind}`];
}

/** How objects of the built-in kind merge; kinds without data are untyped. */
export function builtinMergeType(apiVersion: string, kind: string): MergeType {
  const name = builtinTypeName(apiVersion, kind);
  return name === undefined ? UNTYPED : resolve(name);
}

/** How a strategic merge patch treats a field: merged (by a key, or "" for scalars), or with retained keys. */
export function patchTagOf(
  typeName: string | undefined,
  field: string,
): { key: string; retainKeys: boolean } | undefined {
  const tag = typeName === undefined ? undefined : patchTags[typeName]?.[field];
  if (tag === undefined) return undefined;
  const retainKeys = tag.startsWith("retainKeys,");
  return { key: retainKeys ? tag.slice("retainKeys,".length) : tag, retainKeys };
}

/** The name of the type of a field of a named type, through lists and maps. */
export function fieldTypeName(typeName: string | undefined, field: string): string | undefined {
  const definition = typeName === undefined ? undefined : types[typeName];
  if (typeof definition !== "object") return undefined;
  let reference = definition.fields?.[field] ?? definition.map;
  while (typeof reference === "object") reference = reference.ref ?? reference.list ?? reference.map;
  return reference;
}

function resolve(reference: TypeReference): MergeType {
  if (typeof reference === "object") return resolveDefinition(reference);
  if (reference === "untyped") return UNTYPED;
  const definition = types[reference];
  if (definition === undefined) return SCALAR;
  const known = resolved.get(reference);
  if (known !== undefined) return known;
  const type = resolve(definition);
  resolved.set(reference, type);
  return type;
}

function resolveDefinition(definition: TypeDefinition): MergeType {
  if (definition.ref !== undefined) return { ...resolve(definition.ref), atomic: true } as MergeType;
  if (definition.list !== undefined) return resolveList(definition, definition.list);
  const atomic = definition.atomic ?? false;
  if (definition.map !== undefined) return { form: "map", atomic, element: resolve(definition.map) };
  const fields = definition.fields;
  if (fields === undefined) return UNTYPED;
  const field = (name: string): MergeType | undefined => {
    const reference = fields[name];
    return reference === undefined ? undefined : resolve(reference);
  };
  return { form: "struct", atomic, field, others: undefined };
}

function resolveList(definition: TypeDefinition, item: TypeReference): ListType {
  const keys = definition.keys ?? [];
  const itemDefinition = typeof item === "string" ? types[item] : item;
  const keyDefaults = typeof itemDefinition === "object" ? (itemDefinition.defaults ?? {}) : {};
  const relation = keys.length > 0 ? "keyed" : definition.set === true ? "set" : "atomic";
  return { form: "list", relation, element: resolve(item), keys, keyDefaults };
}

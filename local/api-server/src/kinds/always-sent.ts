import { isObject, type JsonObject, type JsonValue, type KubeObject } from "../objects.ts";
import { alwaysSentOf, builtinDefinition, builtinTypeName, type TypeReference } from "./builtin-types.ts";

/**
 * Adds, in place, what a server sends of a built-in object although nobody set it: the zero values that its JSON encoder does not leave
 * out (`firstTimestamp: null` of an Event, `strategy: {}` of a Deployment). Clients rely on it: a sort by a field that is not there fails.
 * Of metadata nothing is, and of objects without generated types nothing is known.
 */
export function fillAlwaysSent(object: KubeObject): void {
  const name = builtinTypeName(object.apiVersion, object.kind);
  if (name !== undefined) fill(name, object);
}

function fill(reference: TypeReference, value: JsonValue | undefined): void {
  if (typeof reference === "string") {
    if (isObject(value)) addMembers(reference, value);
    const definition = builtinDefinition(reference);
    if (definition !== undefined && definition !== reference) fillInside(definition, value);
    return;
  }
  fillInside(reference, value);
}

function addMembers(name: string, object: JsonObject): void {
  for (const [member, zero] of Object.entries(alwaysSentOf(name))) {
    if (object[member] === undefined) object[member] = structuredClone(zero);
  }
}

function fillInside(definition: TypeReference, value: JsonValue | undefined): void {
  if (typeof definition === "string") return;
  const { ref, list, map, fields } = definition;
  if (ref !== undefined) return fill(ref, value);
  if (Array.isArray(value)) {
    if (list !== undefined) for (const item of value) fill(list, item);
    return;
  }
  if (!isObject(value)) return;
  for (const [member, inner] of Object.entries(value)) {
    const reference = map ?? fields?.[member];
    if (reference !== undefined) fill(reference, inner);
  }
}

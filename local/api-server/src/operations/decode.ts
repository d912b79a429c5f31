import { badRequest } from "../errors.ts";
import { normalizeBuiltin, normalizeMetadata } from "../kinds/normalize-builtin.ts";
import type { ResourceKind } from "../resource-kind.ts";
import { isObject, type JsonValue, type KubeObject, showValue } from "../objects.ts";
import type { FieldValidation } from "./options.ts";

/** An object as the API keeps it, and what was dropped from it. */
export interface Decoded {
  readonly object: KubeObject;
  readonly warnings: readonly string[];
}

/** Whether the body has the outward form of an object of the kind. Throws 400 when not. */
export function assertKind(kind: ResourceKind, body: JsonValue): KubeObject {
  if (!isObject(body)) throw badRequest(`the body must be an object of kind ${kind.kind}`);
  const { apiVersion = kind.apiVersion, kind: name = kind.kind, metadata = {} } = body;
  if (apiVersion !== kind.apiVersion || name !== kind.kind) {
    throw badRequest(
      `the object provided is unrecognized (expected ${kind.apiVersion}, Kind=${kind.kind}; got ${showValue(apiVersion)}, Kind=${showValue(name)})`,
    );
  }
  if (!isObject(metadata)) throw badRequest("metadata must be an object");
  return { ...body, apiVersion: kind.apiVersion, kind: kind.kind, metadata };
}

/**
 * Brings a body into the form that is kept: unknown fields are dropped and told as warnings, or refused with 400 under
 * strict validation.
 */
export function decodeObject(kind: ResourceKind, body: JsonValue, validation: FieldValidation): Decoded {
  const object = structuredClone(assertKind(kind, body));
  const unknown =
    kind.schema === undefined ? normalizeBuiltin(object) : [...normalizeMetadata(object), ...kind.schema.prune(object)];
  const complaints = unknown.map((path) => `unknown field "${path}"`);
  if (complaints.length > 0 && validation === "Strict") {
    throw badRequest(
      `${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}: strict decoding error: ${complaints.join(", ")}`,
    );
  }
  return { object, warnings: validation === "Warn" ? complaints : [] };
}

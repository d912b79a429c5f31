import { createHash } from "node:crypto";
import { canonicalJson } from "@tochka-rosta/service/json";

/**
 * Whether an object holds every field of a desired object. Fields the desired object does not name are not looked at, and neither are other
 * elements of lists whose elements have identities, since strangers may add theirs.
 *
 * @example
 * matchesDesired({ data: { text: "a" }, kind: "ConfigMap" }, { data: { text: "a" } }); // true
 */
export function matchesDesired(actual: unknown, desired: unknown): boolean {
  if (Array.isArray(desired)) return Array.isArray(actual) && containsList(actual, desired);
  if (!isRecord(desired)) return Object.is(actual, desired);
  return isRecord(actual) && Object.entries(desired).every(([name, value]) => containsField(actual[name], value));
}

/** The fields of `actual` that the desired object names: what the server made of our words, such as "1" of "1000m". */
export function projectOnto(actual: unknown, desired: unknown): unknown {
  if (Array.isArray(desired) && Array.isArray(actual)) {
    return desired.map((element, index) => projectOnto(counterpart(actual, element, index), element));
  }
  if (!isRecord(desired) || !isRecord(actual)) return actual;
  return Object.fromEntries(Object.entries(desired).map(([name, value]) => [name, projectOnto(actual[name], value)]));
}

/**
 * A short hash of a JSON value; the order of fields does not matter.
 *
 * @example
 * const isUnchanged = hashOf(configMap) === lastHash;
 */
export function hashOf(value: unknown): string {
  return createHash("sha256").update(canonicalJson(value)).digest("base64url").slice(0, 22);
}

/** The server leaves empty values out, so that absence counts as an empty list, an empty map and undefined. */
function containsField(actual: unknown, desired: unknown): boolean {
  if (desired === undefined) return true;
  if (actual === undefined) {
    if (Array.isArray(desired)) return desired.length === 0;
    return isRecord(desired) && Object.keys(desired).length === 0;
  }
  return matchesDesired(actual, desired);
}

function containsList(actual: readonly unknown[], desired: readonly unknown[]): boolean {
  if (!hasIdentities(desired) && actual.length !== desired.length) return false;
  return desired.every((element, index) => matchesDesired(counterpart(actual, element, index), element));
}

/** The element that stands for the same thing: by identity where there is one, else by place. */
function counterpart(actual: readonly unknown[], desired: unknown, index: number): unknown {
  const identity = identityOf(desired);
  return identity === undefined ? actual[index] : actual.find((element) => identityOf(element) === identity);
}

function hasIdentities(list: readonly unknown[]): boolean {
  return list.length > 0 && list.every((element) => identityOf(element) !== undefined);
}

/** The merge keys of the lists we write: containers, volumes and env by name, mounts by path, owners by uid, conditions by type. */
function identityOf(element: unknown): string | undefined {
  if (!isRecord(element)) return undefined;
  for (const key of ["mountPath", "uid", "name", "type"]) {
    if (typeof element[key] === "string") return `${key}=${element[key]}`;
  }
  return undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

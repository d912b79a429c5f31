import { createHash } from "node:crypto";

/**
 * Whether an object holds every field of a wish. Fields the wish does not name are not looked at, and neither are other
 * elements of lists whose elements have identities, since strangers may add theirs.
 */
export function containsWish(actual: unknown, wish: unknown): boolean {
  if (Array.isArray(wish)) return Array.isArray(actual) && containsList(actual, wish);
  if (!isRecord(wish)) return Object.is(actual, wish);
  return isRecord(actual) && Object.entries(wish).every(([name, value]) => containsField(actual[name], value));
}

/** The fields of `actual` that the wish names: what the server made of our words, such as "1" of "1000m". */
export function pickWished(actual: unknown, wish: unknown): unknown {
  if (Array.isArray(wish) && Array.isArray(actual)) {
    return wish.map((element, index) => pickWished(counterpart(actual, element, index), element));
  }
  if (!isRecord(wish) || !isRecord(actual)) return actual;
  return Object.fromEntries(Object.entries(wish).map(([name, value]) => [name, pickWished(actual[name], value)]));
}

/** A short hash of a JSON value; the order of fields does not matter. */
export function hashOf(value: unknown): string {
  return createHash("sha256").update(canonicalJson(value)).digest("base64url").slice(0, 22);
}

/** The server leaves empty values out, so that absence counts as an empty list, an empty map and undefined. */
function containsField(actual: unknown, wish: unknown): boolean {
  if (wish === undefined) return true;
  if (actual === undefined) {
    if (Array.isArray(wish)) return wish.length === 0;
    return isRecord(wish) && Object.keys(wish).length === 0;
  }
  return containsWish(actual, wish);
}

function containsList(actual: readonly unknown[], wish: readonly unknown[]): boolean {
  if (!hasIdentities(wish) && actual.length !== wish.length) return false;
  return wish.every((element, index) => containsWish(counterpart(actual, element, index), element));
}

/** The element that stands for the same thing: by identity where there is one, else by place. */
function counterpart(actual: readonly unknown[], wished: unknown, index: number): unknown {
  const identity = identityOf(wished);
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

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_name, field: unknown) =>
    isRecord(field)
      ? Object.fromEntries(Object.entries(field).sort(([left], [right]) => (left < right ? -1 : 1)))
      : field,
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * JSON with the keys of every object in order, so that equal values give equal texts: PostgreSQL keeps `jsonb` in an order of its own, and
 * the API server answers in another than it was sent.
 *
 * @example
 * canonicalJson({ b: 1, a: [2] }); // '{"a":[2],"b":1}'
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_name, field: unknown) =>
    typeof field === "object" && field !== null && !Array.isArray(field)
      ? Object.fromEntries(Object.entries(field).sort(([left], [right]) => (left < right ? -1 : 1)))
      : field,
  );
}

/** Whether two JSON values are equal, whatever the order of their keys. A key that is undefined counts as absent. */
export function isSameJson(left: unknown, right: unknown): boolean {
  return canonicalJson(left) === canonicalJson(right);
}

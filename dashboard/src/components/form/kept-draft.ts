/**
 * A draft as it was kept, on the ground of an empty one: fields that are unknown or of another type than the empty draft's are left
 * out, so that what an older release kept cannot break a form.
 */
export function readDraft<T extends object>(kept: string | null, empty: T): T {
  if (kept === null) return empty;
  const given = parse(kept);
  const entries = Object.entries(empty).map(([name, value]: [string, unknown]) => {
    const own = given[name];
    const fits = own !== undefined && (value === null || typeof own === typeof value);
    return [name, fits ? own : value] as const;
  });
  return Object.fromEntries(entries) as T;
}

function parse(kept: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(kept);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    // Somebody else's text under our name: as good as none.
    return {};
  }
}

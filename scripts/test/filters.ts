import { dirname } from "node:path";

/**
 * Says which filters match none of these names (checks, and test files by path), and what they could match. Undefined when each matches
 * something: a run of nothing would look green.
 */
export function describeUnmatched(filters: readonly string[], names: readonly string[]): string | undefined {
  const unmatched = filters.filter((filter) => !names.some((name) => name.includes(filter)));
  if (unmatched.length === 0) return undefined;
  const places = new Set(names.map((name) => (/\.test\.tsx?$/.test(name) ? `${dirname(name)}/` : name)));
  return [
    ...[...places].sort().map((place) => `  ${place}`),
    `Nothing matches "${unmatched.join('", "')}". A filter is a part of one of the names above, or of the path of a test file there.`,
  ].join("\n");
}

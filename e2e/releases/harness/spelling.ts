/** How the core's JSON and query names are spelt: 0.2.0 has camelCase, later releases snake_case. */
export type Spelling = "camelCase" | "snake_case";

/** How the core of this tree spells them. The one place that changes when it does. */
export const todaysSpelling: Spelling = "snake_case";

/** How the core of a released version spells them. */
export const spellingOf = (release: string): Spelling => (release === "0.2.0" ? "camelCase" : "snake_case");

/** Members that have another name since, by today's: under those of 0.2.0 they are recorded and compared. */
const recordedNames = new Map([
  ["start_date", "started_at"],
  ["end_date", "ended_at"],
]);

/** An answer of any release, with its keys in snake_case: what the fixture records and tests compare. */
export function readFields(body: unknown): unknown {
  const toSnake = (key: string) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return mapKeys(body, (key) => recordedNames.get(key) ?? toSnake(key));
}

/** A body or query that is written in snake_case, as a release of this spelling takes it. */
export function writeFields(body: Readonly<Record<string, unknown>>, spelling: Spelling): Record<string, unknown> {
  const toCamel = (key: string) => key.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase());
  return mapKeys(body, spelling === "camelCase" ? toCamel : (key) => key) as Record<string, unknown>;
}

function mapKeys(value: unknown, rename: (key: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => mapKeys(item, rename));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [rename(key), mapKeys(inner, rename)]));
}

import { quoteIdentifier, quoteLiteral } from "@tochka-rosta/postgres/sql";
import { formatMarker, parseMarker } from "./marker.ts";
import type { ObservedDatabase } from "./observation.ts";
import type { DesiredDatabase } from "./plan.ts";
import type { Statement } from "./session.ts";

/** Its own schema, where modules may make nothing: a script of an extension runs as superuser and must meet no operator of a stranger's. */
const extensionSchema = quoteIdentifier("extensions");

/** The statements, run inside a database, that give it pg_trgm, by which a search forgives typos. Repeatable. */
export const trigramStatements: readonly Statement[] = [
  {
    text: `CREATE SCHEMA IF NOT EXISTS ${extensionSchema}`,
    reason: "extensions lie where a module can make nothing",
  },
  { text: `GRANT USAGE ON SCHEMA ${extensionSchema} TO PUBLIC`, reason: "only the module connects, and it searches" },
  {
    text: `CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA ${extensionSchema}`,
    reason: "a search that forgives typos; a module may not make extensions itself",
  },
];

/** What is missing so that a search in a database made before the template had them, or without it, forgives typos. */
export interface TrigramPlan {
  readonly inside: readonly Statement[];
  /** Afterwards: the mark, so that nobody connects to the database again to look. */
  readonly mark: Statement;
}

/** Undefined where nothing is missing, or nothing can be done: the server has no such extension, or the database is not in use. */
export function planTrigrams(
  { names }: Pick<DesiredDatabase, "names">,
  { database, canMakeTrigrams }: ObservedDatabase,
): TrigramPlan | undefined {
  const marker = parseMarker(database?.comment);
  if (marker === undefined || database?.allowsConnections !== true || !canMakeTrigrams) return undefined;
  if (marker.trigrams === true || marker.retiredAt !== undefined) return undefined;
  const comment = quoteLiteral(formatMarker({ ...marker, trigrams: true }));
  const text = `COMMENT ON DATABASE ${quoteIdentifier(names.database)} IS ${comment}`;
  return { inside: trigramStatements, mark: { text, reason: "says that its search forgives typos" } };
}

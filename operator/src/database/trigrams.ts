import { quoteIdentifier, quoteLiteral } from "@tochka-rosta/postgres/sql";
import { formatMarker, parseMarker } from "./marker.ts";
import type { ObservedDatabase } from "./observation.ts";
import type { DesiredDatabase } from "./plan.ts";
import type { Statement } from "./session.ts";
import { trigramStatements } from "./trigram-statements.ts";

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

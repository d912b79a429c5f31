import { identityOf, type Identified } from "@tochka-rosta/crds";
import { ObjectReplacedError } from "../status/sync-problem.ts";

interface IdentifiedRow {
  readonly clusterUid: string | null;
}

/**
 * The `spec.id` that a row's object is to have. What is there keeps its own, since the field never comes or goes; what is made again
 * takes the identity of the first one.
 */
export function planId(row: IdentifiedRow, existing: Readonly<Identified> | undefined): string | undefined {
  return existing === undefined ? (row.clusterUid ?? undefined) : existing.spec.id;
}

/** The identity of a row: of its first object, whichever is there now. */
export function planClusterUid(row: IdentifiedRow, object: Readonly<Identified>): string {
  return row.clusterUid ?? identityOf(object);
}

/**
 * Somebody may make an object with a row's label in the place of one that was lost: it has another identity, and so none of the data.
 * Never shown as the row's own.
 * @throws ObjectReplacedError
 */
export function refuseReplacement(row: IdentifiedRow, existing: Readonly<Identified> | undefined): void {
  if (existing === undefined || row.clusterUid === null || identityOf(existing) === row.clusterUid) return;
  const { kind, metadata } = existing;
  throw new ObjectReplacedError(
    `The ${kind} ${metadata.name} was made by somebody else in the place of one that was lost; delete it, and the core makes the one that has the data.`,
  );
}

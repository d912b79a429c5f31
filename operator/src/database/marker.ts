/** What we write into COMMENT ON DATABASE: nothing without this comment is ever changed or dropped by us. */
export interface DatabaseMarker {
  readonly managedBy: "tochka-rosta";
  /** The ModuleInstance that the database belongs to. */
  readonly uid: string;
  readonly tenantUid: string;
  /** RFC 3339. Set when the instance was deleted: the data is kept, but no longer in use. */
  readonly retiredAt?: string;
  /** The database has pg_trgm. Absent in those that a release before made, until it was added to them. */
  readonly trigrams?: boolean;
}

/** The text of a marker. Every role can read it, so it names nobody: uids only. */
export function formatMarker(marker: Omit<DatabaseMarker, "managedBy">): string {
  const { uid, tenantUid, retiredAt, trigrams } = marker;
  return JSON.stringify({
    managedBy: "tochka-rosta",
    uid,
    tenantUid,
    ...(retiredAt !== undefined && { retiredAt }),
    ...(trigrams === true && { trigrams }),
  });
}

/** The marker in a comment; undefined when the comment is somebody else's. */
export function parseMarker(comment: string | undefined): DatabaseMarker | undefined {
  if (comment === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(comment);
  } catch {
    return undefined; // Free text of somebody else: not our marker.
  }
  return isMarker(value) ? value : undefined;
}

function isMarker(value: unknown): value is DatabaseMarker {
  if (typeof value !== "object" || value === null) return false;
  const fields = value as Record<string, unknown>;
  return (
    fields["managedBy"] === "tochka-rosta" &&
    typeof fields["uid"] === "string" &&
    typeof fields["tenantUid"] === "string" &&
    (fields["retiredAt"] === undefined || typeof fields["retiredAt"] === "string")
  );
}

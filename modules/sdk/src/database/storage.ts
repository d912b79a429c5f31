import type { Clock } from "../clock.ts";
import type { Database } from "./database.ts";
import type { LiveIdentity } from "../instance/live-identity.ts";

const MEASURE_AGAIN_MILLISECONDS = 60_000;

/** What the tenant's plan lets the site keep. */
export interface Storage {
  /**
   * Sets so many bytes aside for what is about to be stored; false when the plan has no room for them. Nothing need be given back: the
   * next measurement, a minute later, counts what was stored indeed.
   */
  readonly reserve: (bytes: number) => Promise<boolean>;
}

/** Measures the site's own database at most once a minute, and only when something is to be stored. */
export function openStorage(database: Database, identity: LiveIdentity, clock: Clock): Storage {
  let measuredAt = -Infinity;
  let measuring: Promise<void> | undefined;
  let usedBytes = 0;

  const measure = async (): Promise<void> => {
    try {
      const row = await database.row<{ bytes: number }>("SELECT pg_database_size(current_database()) AS bytes");
      usedBytes = row?.bytes ?? 0;
      measuredAt = clock.monotonic();
    } finally {
      measuring = undefined;
    }
  };

  return {
    reserve: async (bytes) => {
      const { storageBytes } = identity.current();
      if (storageBytes === undefined) return true;
      if (clock.monotonic() - measuredAt >= MEASURE_AGAIN_MILLISECONDS) await (measuring ??= measure());
      if (usedBytes + bytes > storageBytes) return false;
      usedBytes += bytes;
      return true;
    },
  };
}

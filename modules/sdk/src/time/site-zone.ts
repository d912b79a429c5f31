import type { Clock } from "../clock.ts";
import type { Database, Queries } from "../database/database.ts";
import { DEFAULT_TIME_ZONE, isTimeZone } from "./time-zones.ts";

/** Another process of this site may have stored another zone. */
const FRESH_MILLISECONDS = 60_000;
/** A database that is away is not asked for this by every request. */
const RETRY_MILLISECONDS = 5_000;

interface Log {
  readonly warn: (fields: object, message: string) => void;
}

/** The zone that the site's owner chose, as last read. */
export interface SiteZone {
  readonly current: () => string;
  /** Reads it again when that is due; a failure leaves the last one, since a page in a wrong zone that says so is better than none. */
  readonly refresh: (log: Log) => Promise<void>;
  /** Something was changed: the next request reads it again. */
  readonly forget: () => void;
}

/** Follows the zone of a site; one whose module has no such setting is in Moscow. */
export function openSiteZone(
  read: ((queries: Queries) => Promise<string>) | undefined,
  database: Database,
  clock: Clock,
): SiteZone {
  let zone = DEFAULT_TIME_ZONE;
  let readAt = -Infinity;
  return {
    current: () => zone,
    refresh: async (log) => {
      if (!read || clock.monotonic() - readAt < FRESH_MILLISECONDS) return;
      readAt = clock.monotonic();
      try {
        const stored = await read(database);
        if (isTimeZone(stored)) zone = stored;
        else log.warn({ zone: stored }, "the site's zone is unknown here");
      } catch (error) {
        readAt = clock.monotonic() - FRESH_MILLISECONDS + RETRY_MILLISECONDS;
        log.warn({ err: error }, "the site's zone could not be read");
      }
    },
    forget: () => (readAt = -Infinity),
  };
}

import type { Clock } from "../clock.ts";
import type { Database } from "../database/database.ts";
import type { Upkeep } from "../define-module.ts";

/** Runs what is due before a request is worked on; a failure is logged and tried again, and fails no request. */
export type RunUpkeep = (log: { warn: (fields: object, message: string) => void }) => Promise<void>;

/** One run at a time, and none without a request: an idle site does nothing and holds no connection. */
export function createUpkeep(upkeep: Upkeep | undefined, database: Database, clock: Clock): RunUpkeep {
  if (!upkeep) return () => Promise.resolve();
  let dueAt = -Infinity;
  let running: Promise<void> | undefined;
  return async (log) => {
    if (clock.monotonic() < dueAt) return;
    running ??= upkeep
      .run(database, clock.now())
      .catch((error: unknown) => log.warn({ err: error }, "the upkeep failed"))
      .finally(() => {
        dueAt = clock.monotonic() + upkeep.everySeconds * 1000;
        running = undefined;
      });
    await running;
  };
}

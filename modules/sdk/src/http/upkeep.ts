import type { Clock } from "../clock.ts";
import type { Database } from "../database/database.ts";
import type { Upkeep } from "../define-module.ts";
import type { ModuleHttp } from "../outside/open-http.ts";

/** Runs what is due before a request is worked on; a failure is logged and tried again, and fails no request. */
export type RunUpkeep = (log: { warn: (fields: object, message: string) => void }) => Promise<void>;

/** What upkeep works with. */
export interface UpkeepParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly http: ModuleHttp;
}

function createOne(upkeep: Upkeep, { database, clock, http }: UpkeepParts): RunUpkeep {
  let dueAt = -Infinity;
  let running: Promise<void> | undefined;
  return async (log) => {
    if (clock.monotonic() < dueAt) return;
    running ??= upkeep
      .run(database, clock.now(), http)
      .catch((error: unknown) => log.warn({ err: error }, "the upkeep failed"))
      .finally(() => {
        dueAt = clock.monotonic() + upkeep.everySeconds * 1000;
        running = undefined;
      });
    await running;
  };
}

/** One run of each at a time, and none without a request: an idle site does nothing and holds no connection. */
export function createUpkeep(upkeeps: readonly (Upkeep | undefined)[], parts: UpkeepParts): RunUpkeep {
  const runs = upkeeps.filter((upkeep) => upkeep !== undefined).map((upkeep) => createOne(upkeep, parts));
  return async (log) => {
    for (const run of runs) await run(log);
  };
}

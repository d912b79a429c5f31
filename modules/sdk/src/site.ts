import { createHash } from "node:crypto";
import type { Database } from "./database/database.ts";
import type { ModuleDefinition } from "./define-module.ts";
import type { LiveIdentity } from "./instance/live-identity.ts";
import { type EndedSessions, openEndedSessions } from "./owner/ended-sessions.ts";
import { type KeySet, openKeySet } from "./owner/key-set.ts";
import { baseStyle } from "./page/style.ts";
import { createMetrics, type ModuleMetrics } from "./http/metrics.ts";
import { createRateLimiter, type RateLimiter } from "./http/rate-limit.ts";

/** One running site: the module, its instance, and what its requests share. */
export interface Site {
  readonly definition: ModuleDefinition;
  readonly identity: LiveIdentity;
  readonly database: Database;
  readonly metrics: ModuleMetrics;
  readonly limiter: RateLimiter;
  readonly keySet: KeySet;
  readonly endedSessions: EndedSessions;
  readonly style: { readonly path: string; readonly text: string };
  /** Where the site is in its life: whether the schema is in place. */
  readonly life: { isReady: boolean };
}

/** Puts a site together; nothing is opened or sent. */
export function createSite(
  definition: ModuleDefinition,
  identity: LiveIdentity,
  database: Database,
  now: () => Date,
): Site {
  const keySet = openKeySet();
  const text = baseStyle + (definition.style ?? "");
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 12);
  return {
    definition,
    identity,
    database,
    metrics: createMetrics(definition.name, definition.package.version),
    limiter: createRateLimiter(),
    keySet,
    endedSessions: openEndedSessions({ database, keySet, now }),
    style: { path: `/assets/${hash}.css`, text },
    life: { isReady: false },
  };
}

import type { Applier, Cache, Client } from "@tochka-rosta/controller-runtime";
import type { Module, ModuleInstance, Tenant } from "@tochka-rosta/crds";
import type { WallClock } from "../clock.ts";
import type { Config } from "../config/config.ts";
import type { Database } from "../database/client.ts";
import type { Bus } from "../events/bus.ts";
import type { Log } from "@tochka-rosta/service/log";
import type { ReadCache } from "../store/read-cache.ts";
import type { Metrics } from "../metrics.ts";

/** What the sync needs of the rest of the core. */
export interface SyncParts {
  readonly config: Config;
  readonly clock: WallClock;
  readonly database: Database;
  readonly bus: Bus;
  readonly cache: ReadCache;
  readonly metrics: Metrics;
  readonly log: Log;
}

/** What one pass over one row works with: the parts, and one term's hold on the cluster. */
export interface SyncContext extends SyncParts {
  readonly client: Client;
  readonly applier: Applier;
  readonly tenants: Cache<Tenant>;
  readonly instances: Cache<ModuleInstance>;
  readonly modules: Cache<Module>;
  /** Asks for a pass over another row. */
  enqueue(key: SyncKey): void;
}

/** One row, an object without one (namespace/name), or the whole catalogue. */
export type SyncKey = `tenant:${string}` | `instance:${string}` | `adopt:${string}/${string}` | "catalogue";

import type { ClusterView } from "./cluster/view.ts";
import type { WallClock } from "./clock.ts";
import type { CodeSender } from "./codes/sender.ts";
import type { Config } from "./config/config.ts";
import type { PasswordHasher } from "./crypto/passwords.ts";
import type { Tokens } from "./crypto/tokens.ts";
import type { Database } from "./database/client.ts";
import type { DatabaseProbe } from "./database/probe.ts";
import type { Bus } from "./events/bus.ts";
import type { Feeds } from "./events/feeds.ts";
import type { Streams } from "./http/streams.ts";
import type { Log } from "@tochka-rosta/service/log";
import type { Metrics } from "./metrics.ts";
import type { Counters } from "./store/counters.ts";
import type { SharedReads } from "./store/shared-reads.ts";
import type { ReadCache } from "./store/read-cache.ts";

/** Everything an operation may use. There is no state outside of it. */
export interface Context {
  readonly config: Config;
  readonly log: Log;
  readonly clock: WallClock;
  readonly database: Database;
  readonly databaseProbe: DatabaseProbe;
  readonly counters: Counters;
  /** Copies of what many read, for a few seconds. */
  readonly cache: ReadCache;
  /** Of sessions, which each request reads. */
  readonly sessionReads: SharedReads;
  readonly bus: Bus;
  readonly feeds: Feeds;
  readonly codes: CodeSender;
  readonly passwords: PasswordHasher;
  readonly tokens: Tokens;
  readonly cluster: ClusterView;
  readonly metrics: Metrics;
  readonly streams: Streams;
  /** Undefined without Redis; rejects when it does not answer. */
  readonly pingRedis: (() => Promise<void>) | undefined;
  /** For one-time codes and refresh tokens; use through deriveKey. */
  readonly pepper: Buffer;
}

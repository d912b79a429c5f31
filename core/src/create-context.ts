import type { ClusterSync } from "./cluster/cluster-sync.ts";
import type { SyncParts } from "./cluster/sync-parts.ts";
import { createTerminalSender } from "./codes/terminal-sender.ts";
import type { CodeSender } from "./codes/sender.ts";
import { createWebhookSender } from "./codes/webhook-sender.ts";
import { createEgressClient } from "@tochka-rosta/service/egress";
import type { Config } from "./config/config.ts";
import type { Secrets } from "./config/secrets.ts";
import type { WallClock } from "./clock.ts";
import type { Context } from "./context.ts";
import { createPasswordHasher } from "./crypto/passwords.ts";
import { createTokens } from "./crypto/tokens.ts";
import { openDatabase } from "./database/client.ts";
import { openDatabaseProbe } from "./database/probe.ts";
import type { Bus } from "./events/bus.ts";
import { createFeeds } from "./events/feeds.ts";
import { createLocalBus } from "./events/local-bus.ts";
import { createRedisBus } from "./events/redis-bus.ts";
import { createStreams } from "./http/streams.ts";
import { followPublicData } from "./events/public-data.ts";
import { createSharedReads } from "./store/shared-reads.ts";
import { createReadCache } from "./store/read-cache.ts";
import type { Log } from "@tochka-rosta/service/log";
import { createMetrics, type Metrics } from "./metrics.ts";
import { createBreaker } from "./store/breaker.ts";
import type { Counters } from "./store/counters.ts";
import { createMemoryCounters } from "./store/memory-counters.ts";
import { openRedis } from "./store/open-redis.ts";
import { createRedisCounters } from "./store/redis-counters.ts";

/** Parts that tests put in the place of the real ones. */
export interface Overrides {
  readonly clock?: WallClock;
  readonly codes?: CodeSender;
}

const systemClock: WallClock = { now: () => new Date() };
const concurrentHashes = 4;
/** How long a Redis that did not answer is not asked. */
const redisBreakMilliseconds = 5_000;
/** Each holds a socket and some 20 KiB. */
const mostEventStreams = 4_000;

/** Opens everything an operation may use. Ways to close it are appended to `closing` as it is opened. */
export async function createContext(
  config: Config,
  secrets: Secrets,
  log: Log,
  options: {
    readonly closing: (() => Promise<void>)[];
    readonly overrides?: Overrides | undefined;
    readonly createSync: (parts: SyncParts) => ClusterSync;
  },
): Promise<{ context: Context; sync: ClusterSync }> {
  const clock = options.overrides?.clock ?? systemClock;
  const database = openDatabase(secrets.databaseUrl, config.databasePoolSize);
  options.closing.push(() => database.$disconnect());
  const databaseProbe = openDatabaseProbe(secrets.databaseUrl);
  options.closing.push(() => databaseProbe.close());
  const metrics = createMetrics();
  const shared = openShared(config, { clock, log, metrics, closing: options.closing });
  metrics.codesPerHourLimit.set(config.codesPerHour);
  const cache = createReadCache(clock);
  followPublicData(shared.bus, cache);
  const sync = options.createSync({ config, clock, database, bus: shared.bus, cache, metrics, log });
  const context: Context = {
    config,
    log,
    clock,
    database,
    databaseProbe,
    metrics,
    ...shared,
    feeds: createFeeds(shared.bus),
    codes: options.overrides?.codes ?? createSender(config, secrets),
    passwords: createPasswordHasher(concurrentHashes),
    tokens: await createTokens({ keys: secrets.signingKeys, issuer: config.publicOrigin, clock }),
    cluster: sync.view,
    streams: createStreams({
      perSession: config.eventStreamsPerSession,
      perTenant: config.eventStreamsPerTenant,
      inAll: mostEventStreams,
    }),
    cache,
    sessionReads: createSharedReads(),
    pepper: secrets.pepper,
  };
  return { context, sync };
}

interface Shared {
  readonly counters: Counters;
  readonly bus: Bus;
  readonly pingRedis: (() => Promise<void>) | undefined;
}

/** What replicas share through Redis, or what one process can do without it. */
function openShared(
  { redisUrl }: Config,
  parts: {
    readonly clock: WallClock;
    readonly log: Log;
    readonly metrics: Metrics;
    readonly closing: (() => Promise<void>)[];
  },
): Shared {
  const { clock, log, metrics, closing } = parts;
  const memory = createMemoryCounters(clock);
  if (redisUrl === undefined) return { counters: memory, bus: createLocalBus(), pingRedis: undefined };
  const redis = openRedis(redisUrl, log);
  const subscriber = openRedis(redisUrl, log);
  const breaker = createBreaker({
    now: () => performance.now(),
    openMilliseconds: redisBreakMilliseconds,
    onCall: (outcome) => metrics.redisCalls.inc({ outcome }),
  });
  closing.push(async () => {
    redis.disconnect();
    subscriber.disconnect();
  });
  return {
    counters: createRedisCounters(redis, breaker, memory, log),
    bus: createRedisBus(redis, subscriber, breaker, log),
    pingRedis: async () => void (await breaker.run(() => redis.ping())),
  };
}

function createSender(config: Config, { codeWebhookSecret }: Secrets): CodeSender {
  const { codeProvider, codeWebhookUrl, egressUrl, egressTokenFile } = config;
  if (codeProvider === "webhook" && codeWebhookUrl && codeWebhookSecret) {
    const door = { url: egressUrl, tokenFile: egressTokenFile };
    const egress = egressUrl === undefined ? undefined : createEgressClient(door);
    return createWebhookSender({ url: codeWebhookUrl, secret: codeWebhookSecret, now: Date.now, egress });
  }
  return createTerminalSender((line) => process.stdout.write(line));
}

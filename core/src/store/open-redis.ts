import { Redis } from "ioredis";
import type { Log } from "@tochka-rosta/service/log";

/** Connects to Redis and keeps reconnecting. A command fails at once while Redis is unavailable: its caller has a way without. */
export function openRedis(url: string, log: Log): Redis {
  const redis = new Redis(url, {
    maxRetriesPerRequest: 1,
    // Otherwise commands wait for the next connection, and people with them.
    enableOfflineQueue: false,
    connectTimeout: 3000,
    // A Redis beside us answers within a millisecond.
    commandTimeout: 1000,
    enableAutoPipelining: true,
    retryStrategy: (attempt) => Math.min(attempt * 200, 5000),
  });
  // Without a listener a lost connection would end the process.
  redis.on("error", (error: Error) => log.warn({ err: error }, "Redis is unavailable"));
  return redis;
}

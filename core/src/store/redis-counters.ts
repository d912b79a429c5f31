import type { Redis } from "ioredis";
import { BreakerOpenError, type Breaker } from "./breaker.ts";
import type { Log } from "@tochka-rosta/service/log";
import type { Counters, Hits } from "./counters.ts";

// One round trip and no gap between counting and expiring: a process that dies in between would leave a key for ever.
const hitScript = `
local count = redis.call("INCR", KEYS[1])
if count == 1 then redis.call("PEXPIRE", KEYS[1], ARGV[1]) end
return { count, redis.call("PTTL", KEYS[1]) }`;

/** Counters that all replicas share. While Redis is unavailable each replica counts for itself: limits loosen, logins go on. */
export function createRedisCounters(redis: Redis, breaker: Breaker, fallback: Counters, log: Log): Counters {
  const orFallback = async <T>(work: () => Promise<T>, instead: () => Promise<T>): Promise<T> => {
    try {
      return await breaker.run(work);
    } catch (error) {
      // While it stays open there is nothing to say that was not said.
      if (!(error instanceof BreakerOpenError))
        log.warn({ err: error }, "Redis is unavailable: counting in this process");
      return instead();
    }
  };
  const name = (key: string): string => `tochka-rosta:core:count:${key}`;
  const toHits = (count: number, milliseconds: number): Hits => ({
    count,
    resetSeconds: Math.max(1, Math.ceil(milliseconds / 1000)),
  });
  return {
    hit: (key, windowSeconds) =>
      orFallback(
        async () => {
          const answer = (await redis.eval(hitScript, 1, name(key), windowSeconds * 1000)) as [number, number];
          return toHits(answer[0], answer[1]);
        },
        () => fallback.hit(key, windowSeconds),
      ),
    peek: (key) =>
      orFallback(
        async () => {
          const [count, milliseconds] = await Promise.all([redis.get(name(key)), redis.pttl(name(key))]);
          return toHits(Number(count ?? 0), milliseconds);
        },
        () => fallback.peek(key),
      ),
    reset: (key) =>
      orFallback(
        async () => void (await redis.del(name(key))),
        () => fallback.reset(key),
      ),
  };
}

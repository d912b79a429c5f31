import { networkOf } from "@tochka-rosta/service/net";
import type { RateLimit } from "../define-module.ts";

interface Bucket {
  tokens: number;
  filledAt: number;
}

/** Bounds memory: about a megabyte of the longest-unseen addresses. */
const MAX_BUCKETS = 10_000;

export interface RateLimiter {
  /** Takes one token for an address; false means "too often". */
  readonly isAllowed: (limit: RateLimit, address: string, nowMilliseconds: number) => boolean;
}

/** A token bucket per address (of IPv6: per /64) and group, in this process's memory: a module runs as one replica. */
export function createRateLimiter(): RateLimiter {
  const buckets = new Map<string, Bucket>();
  return {
    isAllowed: (limit, address, now) => {
      const key = `${limit.group} ${networkOf(address)}`;
      const bucket = buckets.get(key) ?? { tokens: limit.perMinute, filledAt: now };
      const refilled = bucket.tokens + ((now - bucket.filledAt) / 60_000) * limit.perMinute;
      const tokens = Math.min(limit.perMinute, refilled);
      // Deleting first keeps the map in order of last use, so its first key is the one to forget.
      buckets.delete(key);
      buckets.set(key, { tokens: tokens >= 1 ? tokens - 1 : tokens, filledAt: now });
      if (buckets.size > MAX_BUCKETS) {
        const oldest = buckets.keys().next();
        if (!oldest.done) buckets.delete(oldest.value);
      }
      return tokens >= 1;
    },
  };
}

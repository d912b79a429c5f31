import { expect, test } from "vitest";
import { mayReadMetrics } from "./metrics.ts";
import { createRateLimiter } from "./rate-limit.ts";

test.each([
  ["a scrape by pod address", { host: "10.1.2.3:8080" }, true],
  ["a scrape by IPv6 address", { host: "[fd00::1]:8080" }, true],
  ["a visitor by the site's name", { host: "shop--alpha.example" }, false],
  ["a visitor through the Ingress with a forged Host", { host: "10.1.2.3", "x-forwarded-for": "1.2.3.4" }, false],
  ["no Host at all", {}, false],
])("metrics for %s", (_who, headers, may) => {
  expect(mayReadMetrics(headers)).toBe(may);
});

test("a bucket empties, refills with time, and is each address's own", () => {
  const limiter = createRateLimiter();
  const limit = { group: "cart", perMinute: 3 };
  const at = (address: string, now: number): boolean => limiter.isAllowed(limit, address, now);
  expect([at("a", 0), at("a", 0), at("a", 0), at("a", 0)]).toEqual([true, true, true, false]);
  expect(at("b", 0)).toBe(true);
  expect([at("a", 20_000), at("a", 20_000)]).toEqual([true, false]);
  expect(limiter.isAllowed({ group: "order", perMinute: 1 }, "a", 20_000)).toBe(true);
});

test("a bucket is that of a whole /64, and of an IPv4 address however it is written", () => {
  const limiter = createRateLimiter();
  const limit = { group: "cart", perMinute: 2 };
  const allowed = (addresses: readonly string[]) =>
    addresses.filter((address) => limiter.isAllowed(limit, address, 0)).length;
  expect(allowed(Array.from({ length: 640 }, (_, n) => `2001:db8:0:1::${n.toString(16)}`))).toBe(2);
  expect(allowed(["192.0.2.1", "::ffff:192.0.2.1", "::ffff:c000:201"])).toBe(2);
  expect(allowed(["2001:db8:0:2::1"])).toBe(1);
});

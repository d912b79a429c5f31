import { expect, test } from "vitest";
import { mayReadMetrics } from "./metrics.ts";
import { isTrustedProxy } from "./proxy-trust.ts";
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

test("only the nearest peer, and only from inside, is believed about addresses", () => {
  expect(isTrustedProxy("10.0.0.7", 0, [])).toBe(true);
  expect(isTrustedProxy("::ffff:127.0.0.1", 0, [])).toBe(true);
  expect(isTrustedProxy("fd12::1", 0, [])).toBe(true);
  expect(isTrustedProxy("10.0.0.7", 1, [])).toBe(false);
  expect(isTrustedProxy("203.0.113.9", 0, [])).toBe(false);
});

test("so is every proxy that the platform names, wherever it stands, and nobody else", () => {
  const ranges = ["35.191.0.0/16", "198.51.100.1/32", "2600:1901::/48"];
  expect(isTrustedProxy("35.191.0.9", 0, ranges)).toBe(true);
  expect(isTrustedProxy("198.51.100.1", 1, ranges)).toBe(true);
  expect(isTrustedProxy("2600:1901::7", 0, ranges)).toBe(true);
  expect(isTrustedProxy("203.0.113.7", 2, ranges)).toBe(false);
  expect(isTrustedProxy("10.0.0.7", 1, ranges)).toBe(false);
  expect(isTrustedProxy("whatever a visitor wrote", 1, ranges)).toBe(false);
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

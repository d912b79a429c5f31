import { expect, test } from "vitest";
import { isTrustedProxy } from "./proxy-trust.ts";

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

test("a single address is a range of one", () => {
  expect(isTrustedProxy("198.51.100.1", 3, ["198.51.100.1", "2001:db8::1"])).toBe(true);
  expect(isTrustedProxy("2001:db8::1", 3, ["198.51.100.1", "2001:db8::1"])).toBe(true);
  expect(isTrustedProxy("2001:db8::2", 3, ["198.51.100.1", "2001:db8::1"])).toBe(false);
});

import { VirtualClock } from "@tochka-rosta/controller-runtime";
import { expect, test } from "vitest";
import { Breaker } from "./breaker.ts";
import { TunnelCounts } from "./limits.ts";

const limits = { total: 4, perParty: 3, perHost: 2, askedPerMinute: 2 };

test("places are counted by host, by instance and altogether, and come back", () => {
  const counts = new TunnelCounts(new VirtualClock(), limits);
  const first = counts.take("a", "x:443");
  expect(counts.take("a", "x:443")).toBeDefined();
  expect(counts.take("a", "x:443")).toBeUndefined();
  expect(counts.take("a", "y:443")).toBeDefined();
  expect(counts.take("a", "z:443")).toBeUndefined();
  expect(counts.take("b", "x:443")).toBeDefined();
  expect(counts.take("c", "x:443")).toBeUndefined();
  first?.();
  first?.();
  expect(counts.take("c", "x:443")).toBeDefined();
  expect(counts.take("c", "x:443")).toBeUndefined();
});

test("requests are counted by the minute, and each instance's are its own", async () => {
  const clock = new VirtualClock();
  const counts = new TunnelCounts(clock, limits);
  expect([counts.ask("a"), counts.ask("a"), counts.ask("b")]).toEqual([undefined, undefined, undefined]);
  await clock.advance(20_000);
  expect(counts.ask("a")).toBe(40);
  await clock.advance(40_000);
  expect(counts.ask("a")).toBeUndefined();
});

test("a host is left alone after five failures, tried by one, and longer each time", async () => {
  const clock = new VirtualClock();
  const breaker = new Breaker(clock);
  for (let count = 0; count < 5; count++) {
    expect(breaker.check("a x")).toBeUndefined();
    breaker.failed("a x");
  }
  expect([breaker.check("a x"), breaker.check("b x"), breaker.openCount]).toEqual([10, undefined, 1]);
  await clock.advance(10_000);
  expect(breaker.check("a x")).toBeUndefined();
  expect(breaker.check("a x")).toBe(1);
  breaker.failed("a x");
  expect(breaker.check("a x")).toBe(20);
  await clock.advance(20_000);
  expect(breaker.check("a x")).toBeUndefined();
  breaker.abandoned("a x");
  expect(breaker.check("a x")).toBeUndefined();
  breaker.succeeded("a x");
  expect([breaker.check("a x"), breaker.openCount]).toEqual([undefined, 0]);
});

test("the pause has an end, and old failures are forgotten", async () => {
  const clock = new VirtualClock();
  const breaker = new Breaker(clock);
  for (let count = 0; count < 40; count++) breaker.failed("a x");
  expect(breaker.check("a x")).toBe(300);
  await clock.advance(601_000);
  breaker.prune();
  for (let count = 0; count < 4; count++) breaker.failed("a x");
  expect(breaker.check("a x")).toBeUndefined();
});

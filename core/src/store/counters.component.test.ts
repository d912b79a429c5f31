import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { Redis } from "ioredis";
import { createLog } from "@tochka-rosta/service/log";
import { waitFor } from "@tochka-rosta/testing";
import { TestClock } from "../testing/test-clock.ts";
import { createBreaker } from "./breaker.ts";
import type { Counters } from "./counters.ts";
import { createMemoryCounters } from "./memory-counters.ts";
import { openRedis } from "./open-redis.ts";
import { createRedisCounters } from "./redis-counters.ts";

const log = createLog({ level: "silent" });
const redisUrl = inject("redisUrl");
const openBreaker = () =>
  createBreaker({ now: () => performance.now(), openMilliseconds: 5000, onCall: () => undefined });

async function expectToCount(counters: Counters): Promise<void> {
  const key = randomUUID();
  const sums = await Promise.all(Array.from({ length: 20 }, () => counters.hit(key, 60)));
  expect(sums.map(({ count }) => count).sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  const { count, resetSeconds } = await counters.peek(key);
  expect(count).toBe(20);
  expect(resetSeconds).toBeGreaterThan(0);
  expect(resetSeconds).toBeLessThanOrEqual(60);
  await counters.reset(key);
  expect((await counters.peek(key)).count).toBe(0);
}

describe("counters of one process", () => {
  test("count, also in parallel", () => expectToCount(createMemoryCounters(new TestClock())));

  test("start over when the window has ended", async () => {
    const clock = new TestClock();
    const counters = createMemoryCounters(clock);
    await counters.hit("key", 60);
    clock.advanceSeconds(59);
    expect(await counters.hit("key", 60)).toEqual({ count: 2, resetSeconds: 1 });
    clock.advanceSeconds(1);
    expect(await counters.hit("key", 60)).toEqual({ count: 1, resetSeconds: 60 });
  });
});

describe.skipIf(redisUrl === null)("counters in Redis (skipped without one)", () => {
  let redis: Redis;
  beforeAll(async () => {
    redis = openRedis(redisUrl ?? "", log);
    await once(redis, "ready");
  });
  afterAll(() => redis.disconnect());

  test("count, also in parallel", () =>
    expectToCount(createRedisCounters(redis, openBreaker(), createMemoryCounters(new TestClock()), log)));

  test("their keys expire by themselves", async () => {
    const key = randomUUID();
    await createRedisCounters(redis, openBreaker(), createMemoryCounters(new TestClock()), log).hit(key, 60);
    const milliseconds = await redis.pttl(`tochka-rosta:core:count:${key}`);
    expect(milliseconds).toBeGreaterThan(0);
    expect(milliseconds).toBeLessThanOrEqual(60_000);
  });
});

test("while Redis is unavailable, each process counts for itself", async () => {
  const unreachable = openRedis("redis://127.0.0.1:1", log);
  try {
    await expectToCount(createRedisCounters(unreachable, openBreaker(), createMemoryCounters(new TestClock()), log));
  } finally {
    unreachable.disconnect();
  }
});

test("while Redis is unavailable a command fails at once instead of waiting for the next connection", async () => {
  // It takes connections and never answers, so that waiting would end at the command's own limit.
  const silent = createServer().listen(0, "127.0.0.1");
  await once(silent, "listening");
  const redis = openRedis(`redis://127.0.0.1:${(silent.address() as AddressInfo).port}`, log);
  await expect(redis.get("key")).rejects.toThrow("Stream isn't writeable");
  await expect(redis.publish("channel", "text")).rejects.toThrow("Stream isn't writeable");
  redis.disconnect();
  silent.close();
});

test("a frozen Redis costs one time-out, then counting goes on in this process at once", async () => {
  // It answers what a connection begins with, and nothing after that.
  let isFrozen = false;
  const frozen = createServer((socket) => {
    socket.on("data", () => isFrozen || socket.write("+OK\r\n"));
  }).listen(0, "127.0.0.1");
  await once(frozen, "listening");
  const redis = openRedis(`redis://127.0.0.1:${(frozen.address() as AddressInfo).port}`, log);
  redis.on("error", () => undefined);
  const outcomes: string[] = [];
  const breaker = createBreaker({
    now: () => 0,
    openMilliseconds: 5000,
    onCall: (outcome) => outcomes.push(outcome),
  });
  await waitFor("a connection", async () => redis.stream?.writable || undefined);
  isFrozen = true;
  const counters = createRedisCounters(redis, breaker, createMemoryCounters(new TestClock()), log);
  const key = randomUUID();
  for (let call = 1; call <= 50; call++) expect((await counters.hit(key, 60)).count).toBe(call);
  expect(outcomes).toEqual(["failed", ...Array<string>(49).fill("skipped")]);
  redis.disconnect();
  frozen.close();
});

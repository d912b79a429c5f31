import { expect, test } from "vitest";
import { createBreaker, type CallOutcome } from "./breaker.ts";

function start() {
  let at = 0;
  const outcomes: CallOutcome[] = [];
  const calls: PromiseWithResolvers<string>[] = [];
  const breaker = createBreaker({ now: () => at, openMilliseconds: 5000, onCall: (outcome) => outcomes.push(outcome) });
  const call = () =>
    breaker.run(() => {
      const one = Promise.withResolvers<string>();
      calls.push(one);
      return one.promise;
    });
  return { call, calls, outcomes, advance: (milliseconds: number) => (at += milliseconds) };
}

test("a service that freezes costs those who are waiting one time-out, and everybody after them nothing", async () => {
  const { call, calls, outcomes } = start();
  const waiting = [call(), call(), call()];
  for (const { reject } of calls) reject(new Error("Command timed out"));
  await Promise.allSettled(waiting);
  for (let more = 0; more < 100; more++) await expect(call()).rejects.toThrow("has not answered lately");
  expect(calls).toHaveLength(3);
  expect(outcomes.filter((outcome) => outcome === "skipped")).toHaveLength(100);
});

test("after some seconds one call asks again, the others do not wait for it", async () => {
  const { call, calls, advance } = start();
  const first = call();
  calls[0]?.reject(new Error("Command timed out"));
  await expect(first).rejects.toThrow("timed out");
  advance(4999);
  await expect(call()).rejects.toThrow("has not answered lately");
  advance(1);
  const probe = call();
  await expect(call()).rejects.toThrow("has not answered lately");
  calls[1]?.reject(new Error("Command timed out"));
  await expect(probe).rejects.toThrow("timed out");
  await expect(call()).rejects.toThrow("has not answered lately");
  advance(5000);
  const answered = call();
  calls[2]?.resolve("PONG");
  expect(await answered).toBe("PONG");
  const next = [call(), call()];
  for (const { resolve } of calls.slice(3)) resolve("OK");
  expect(await Promise.all(next)).toEqual(["OK", "OK"]);
});

import { expect, test } from "vitest";
import type { Instance, Step } from "#api/models.ts";
import {
  applyInstance,
  applyList,
  findCurrentStep,
  isUnderWay,
  readStatusEvent,
  secondsNow,
  totalSeconds,
} from "./steps.ts";

const instance: Instance = {
  id: "1",
  module: "shop",
  name: "shop",
  host_prefix: "shop",
  managed_by: "platform",
  active: true,
  state: "starting",
  ready: false,
  suspension: null,
  url: null,
  steps: [],
  requested_at: "2026-01-01T00:00:00Z",
  created_at: "2026-01-01T00:00:00Z",
};
const done: Step = { type: "database", state: "done", seconds: 2 };
const running: Step = { type: "workload", state: "running", seconds: 1 };
const waiting: Step = { type: "route", state: "waiting" };
const failed: Step = { type: "workload", state: "failed", seconds: 4, reason: "ModuleCrashing" };

test("a step under way counts on, a finished one stands still, a waiting one has no time", () => {
  expect(secondsNow(running, 10_000, 12_500)).toBe(3.5);
  expect(secondsNow(failed, 10_000, 11_000)).toBe(5);
  expect(secondsNow(done, 10_000, 12_500)).toBe(2);
  expect(secondsNow(waiting, 10_000, 12_500)).toBeUndefined();
});

test("a clock that went back takes no time away", () => {
  expect(secondsNow(running, 10_000, 9_000)).toBe(1);
});

test("the total is that of all steps", () => {
  expect(totalSeconds([done, running, waiting], 0, 500)).toBe(3.5);
});

test("a site that was deleted in another tab leaves the list; one that came while core was asked stays", () => {
  const followed = (id: string, receivedAt: number) => ({ instance: { ...instance, id }, receivedAt });
  const before = [followed("kept", 1), followed("deleted", 1), followed("new", 12)];
  const after = applyList(before, [{ ...instance, id: "kept" }], { sentAt: 10, receivedAt: 15 });
  expect(after).toEqual([followed("kept", 15), followed("new", 12)]);
});

test("an event replaces its instance and leaves the others alone", () => {
  const other = { instance: { ...instance, id: "2" }, receivedAt: 1 };
  const list = [{ instance, receivedAt: 1 }, other];
  const after = applyInstance(list, { ...instance, ready: true }, 7);
  expect(after).toEqual([{ instance: { ...instance, ready: true }, receivedAt: 7 }, other]);
  expect(list[0]?.instance.ready).toBe(false);
});

test("an instance that is new to the list is added", () => {
  expect(applyInstance([], instance, 3)).toEqual([{ instance, receivedAt: 3 }]);
});

test("what stands beside the instance in an event is newer than what is in it", () => {
  const event = { instance, steps: [done], ready: true, url: "http://shop--alpha.localhost/" };
  expect(readStatusEvent(event)).toMatchObject({ steps: [done], ready: true, url: "http://shop--alpha.localhost/" });
});

test.each([
  ["starting", {}, true],
  ["failing", { state: "failing" }, true],
  ["live", { state: "live", ready: true }, false],
  ["switched off", { state: "inactive", active: false }, false],
  ["suspended", { state: "suspended" }, false],
] as const)("an instance that is %s: under way is %s", (_, part, expected) => {
  expect(isUnderWay({ ...instance, ...part })).toBe(expected);
});

test("a failed step is spoken of before a running one", () => {
  expect(findCurrentStep([done, running, failed])).toBe(failed);
  expect(findCurrentStep([done, running, waiting])).toBe(running);
  expect(findCurrentStep([done])).toBeUndefined();
});

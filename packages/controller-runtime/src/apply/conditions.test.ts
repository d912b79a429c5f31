import { expect, test } from "vitest";

import {
  type Condition,
  formatMicroTime,
  formatTime,
  isConditionTrue,
  removeCondition,
  setConditions,
} from "./conditions.ts";

const at = (milliseconds: number): { now: () => number } => ({ now: () => milliseconds });
const ready: Condition = {
  type: "Ready",
  status: "True",
  reason: "Done",
  message: "",
  lastTransitionTime: "1970-01-01T00:00:01Z",
  observedGeneration: 2,
};

test("a new condition gets the time of its first sight", () => {
  const { lastTransitionTime, ...desired } = ready;
  expect(setConditions(undefined, [desired], at(1000))).toEqual([{ ...desired, lastTransitionTime }]);
});

test("the time of transition stays while the status stays", () => {
  const desired = { type: "Ready", status: "True" as const, reason: "StillDone", message: "x", observedGeneration: 3 };
  expect(setConditions([ready], [desired], at(9000))).toEqual([
    { ...desired, lastTransitionTime: "1970-01-01T00:00:01Z" },
  ]);
});

test("the time of transition moves with the status", () => {
  const desired = { type: "Ready", status: "False" as const, reason: "Broken", message: "", observedGeneration: 3 };
  expect(setConditions([ready], [desired], at(9000))[0]?.lastTransitionTime).toBe("1970-01-01T00:00:09Z");
});

test("a judgement of an older generation does not overwrite a newer one", () => {
  const desired = { type: "Ready", status: "False" as const, reason: "Broken", message: "", observedGeneration: 1 };
  expect(setConditions([ready], [desired], at(9000))).toEqual([ready]);
});

test("conditions of others stay, in their places", () => {
  const other = { ...ready, type: "Other" };
  const desired = { type: "Stalled", status: "False" as const, reason: "Fine", message: "" };
  const types = setConditions([other, ready], [desired], at(0)).map(({ type }) => type);
  expect(types).toEqual(["Other", "Ready", "Stalled"]);
});

test("setting the same twice changes nothing", () => {
  const { lastTransitionTime, ...desired } = ready;
  void lastTransitionTime;
  const once = setConditions(undefined, [desired], at(1000));
  expect(setConditions(once, [desired], at(2000))).toEqual(once);
});

test("a condition is removed, but not by who has seen an older generation", () => {
  const other = { ...ready, type: "Other" };
  expect(removeCondition([other, ready], "Ready", 2)).toEqual([other]);
  expect(removeCondition([other, ready], "Ready", 1)).toEqual([other, ready]);
  expect(removeCondition(undefined, "Ready")).toEqual([]);
});

test("only True is true", () => {
  expect(isConditionTrue([ready], "Ready")).toBe(true);
  expect(isConditionTrue([{ ...ready, status: "Unknown" }], "Ready")).toBe(false);
  expect(isConditionTrue([ready], "Missing")).toBe(false);
});

test("times have whole seconds, micro times six digits", () => {
  expect([formatTime(1234), formatMicroTime(1234)]).toEqual(["1970-01-01T00:00:01Z", "1970-01-01T00:00:01.234000Z"]);
});

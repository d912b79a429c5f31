import { describe, expect, it } from "vitest";
import { condition, needsPerson, reportConditions } from "./condition.ts";

describe("a condition of the operator", () => {
  it("says what the catalogue says of its reason, unless there is more to say", () => {
    expect(condition(false, "NoRoom")).toEqual({
      status: false,
      reason: "NoRoom",
      message: "No machine has room for the module.",
    });
    expect(condition(false, "NoRoom", "0/3 nodes").message).toBe("0/3 nodes");
  });

  it("has no reason but those of the catalogue, and none of core's", () => {
    // @ts-expect-error no such reason
    expect(() => condition(false, "NoRom")).toThrow();
    // @ts-expect-error a reason of core
    expect(() => condition(false, "ClusterNotReached")).toThrow();
  });

  it("makes its object Stalled when a person is needed, not while something passes by itself", () => {
    expect(needsPerson({ reason: "ImagePullFailed" })).toBe(true);
    expect(needsPerson({ reason: "DatabaseUnavailable" })).toBe(false);
    expect(needsPerson({ reason: "SwitchedOff" })).toBe(false);
  });
});

describe("what is reported of an object", () => {
  const clock = { now: () => Date.parse("2026-11-30T00:00:00Z") };
  const live = reportConditions(undefined, { Ready: condition(true, "SiteLive") }, 1, clock).conditions;

  it.each([
    ["live", { Ready: condition(true, "SiteLive") }, "True"],
    ["not there yet", { Ready: condition(false, "WorkloadStarting") }, "False"],
    ["suspended", { Suspended: condition(true, "SuspendedForPayment") }, "Suspended"],
    [
      "still stopping",
      { Ready: condition(false, "SwitchedOff"), Suspended: condition(false, "NotSuspended") },
      "False",
    ],
    ["switched off", { Suspended: condition(false, "NotSuspended") }, "SwitchedOff"],
  ] as const)("one word for people when it is %s", (_, states, word) => {
    expect(reportConditions(live, states, 2, clock).ready).toBe(word);
  });

  it("what is off keeps no Ready condition, unless one of a newer generation is there", () => {
    const off = { Suspended: condition(false, "NotSuspended") };
    expect(reportConditions(live, off, 1, clock).conditions.map(({ type }) => type)).toEqual(["Suspended"]);
    expect(reportConditions(live, off, 0, clock)).toMatchObject({ ready: "True" });
  });
});

import { describe, expect, it } from "vitest";
import { condition, needsPerson } from "./condition.ts";

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

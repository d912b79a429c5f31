import { reasons } from "@tochka-rosta/crds/reasons";
import { describe, expect, test } from "vitest";
import { explainReason, isHeldUp } from "./reason.ts";

describe("what an owner may expect of a reason", () => {
  test.each([
    ["SubdomainLimitReached", "needsOwner"],
    ["ModuleCrashing", "needsPlatform"],
    ["ImagePullFailed", "needsPlatform"],
    ["OutOfMemory", "needsPlatform"],
    ["QuotaExceeded", "needsOwner"],
    ["DatabaseUnavailable", "heals"],
    ["ClusterNotReached", "heals"],
    ["TenantDeleting", undefined],
    ["WorkloadStarting", undefined],
  ] as const)("%s: %s", (known, outlook) => {
    expect(explainReason(known)).toEqual({ known, outlook });
  });

  test("that it passes by itself is said of no reason for which the operator says that a person is needed", () => {
    const healing = Object.entries(reasons).filter(([reason]) => explainReason(reason).outlook === "heals");
    expect(healing.length).toBeGreaterThan(0);
    expect(healing.filter(([, { kind }]) => kind !== "blocked")).toEqual([]);
  });

  test.each([undefined, "SomethingNew", "toString"])("%j has no words, and nothing is promised of it", (reason) => {
    expect(explainReason(reason)).toEqual({ known: undefined, outlook: undefined });
    expect(isHeldUp(reason)).toBe(false);
  });
});

test("a step under way is held up by what has to be corrected elsewhere, not by its own progress", () => {
  expect(["ClusterNotReached", "NameTaken", "NamespaceTerminating"].every(isHeldUp)).toBe(true);
  expect(["WorkloadStarting", "SiteNotAnswering"].some(isHeldUp)).toBe(false);
});

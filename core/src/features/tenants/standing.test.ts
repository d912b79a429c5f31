import { describe, expect, test } from "vitest";
import { evaluateStanding } from "./standing.ts";

const since = "2026-11-30T12:00:00Z";
const observed = (status: "True" | "False", reason: string) => ({
  generation: 2,
  status: { conditions: [{ type: "Suspended", status, reason, message: "", lastTransitionTime: since }] },
});

describe("a company stands", () => {
  test.each([
    ["as its row says while the cluster is silent", { status: "trial", clusterStatus: null }, "trial", null],
    [
      "as its row says while it is not suspended",
      { status: "active", clusterStatus: observed("False", "NotSuspended") },
      "active",
      null,
    ],
    [
      "suspended as soon as the cluster says so, whatever its row says",
      { status: "trial", clusterStatus: observed("True", "SuspendedForPayment") },
      "suspended",
      { reason: "SuspendedForPayment", since },
    ],
    [
      "suspended with a reason of a later release too",
      { status: "active", clusterStatus: observed("True", "Unheard") },
      "suspended",
      { reason: "Unheard", since },
    ],
  ] as const)("%s", (_, row, status, suspension) => {
    expect(evaluateStanding(row)).toEqual({ status, suspension });
  });
});

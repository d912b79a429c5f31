import { expect, test } from "vitest";
import { describeResults, sumUp } from "./summary.ts";

const results = [
  { name: "unit", seconds: 61.4, tally: { passed: 120, failed: 1, skipped: 0 }, ranOn: "Node 24" },
  { name: "real-cluster", seconds: 2, tally: { passed: 0, failed: 0, skipped: 14 }, ranOn: "nothing: no Go" },
];

test("the summary has a line per suite with time, counts and what it ran on, and ends with the count of everything", () => {
  expect(describeResults(results, 63).split("\n")).toEqual([
    "suite         time  passed  failed  skipped  ran on",
    "unit          1:01     120       1        0  Node 24",
    "real-cluster  0:02       0       0       14  nothing: no Go",
    "",
    "all suites: 1:03",
    "120 passed, 1 failed, 14 skipped",
  ]);
  expect(sumUp(results)).toEqual({ passed: 120, failed: 1, skipped: 14 });
});

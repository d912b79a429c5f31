import { describe, expect, test } from "vitest";
import { addTallies, describeTally } from "@tochka-rosta/testing";
import { countTests } from "./vitest-suite.ts";
import type { VitestReport } from "./vitest-suite.ts";

const report: VitestReport = {
  numPassedTests: 5,
  numFailedTests: 0,
  numPendingTests: 2,
  numTodoTests: 1,
  testResults: [{ status: "passed", assertionResults: [{}] }],
};

describe("the closing line", () => {
  test("names passed and failed, and skipped only where something was", () => {
    expect(describeTally({ passed: 3, failed: 0, skipped: 0 })).toBe("3 passed, 0 failed");
    expect(describeTally(addTallies({ passed: 3, failed: 1, skipped: 0 }, { passed: 1, failed: 0, skipped: 4 }))).toBe(
      "4 passed, 1 failed, 4 skipped",
    );
  });
});

describe("a vitest report", () => {
  test("counts pending and planned tests as skipped", () => {
    expect(countTests(report, 0, 1)).toEqual({ passed: 5, failed: 0, skipped: 3 });
  });

  test("a file that did not load is a failure though it holds no test", () => {
    const broken = { ...report, testResults: [{ status: "failed", assertionResults: [] }] };
    expect(countTests(broken, 1, 1).failed).toBe(1);
  });

  test("a run that failed outside its tests is never green", () => {
    expect(countTests(report, 1, 1).failed).toBe(1);
    expect(countTests(report, undefined, 1).failed).toBe(1);
  });

  test("without a report every file has failed, whatever the exit code says", () => {
    expect(countTests(undefined, 0, 7)).toEqual({ passed: 0, failed: 7, skipped: 0 });
    expect(countTests(undefined, undefined, 0).failed).toBe(1);
  });
});

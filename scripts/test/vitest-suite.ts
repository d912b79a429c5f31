import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Suite } from "./suite.ts";
import type { Tally } from "@tochka-rosta/testing";

/** What we read of vitest's JSON report. */
export interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

/** A vitest project as a suite, its reports in test-results/; `files` are those that will run. */
export function planVitestSuite(
  root: string,
  name: string,
  files: readonly string[],
  filters: readonly string[],
  options: Pick<Suite, "after" | "limitMinutes" | "cleanUp">,
): Suite {
  const report = join(root, "test-results", `${name}.json`);
  const reporters = ["default", "json", "junit"].map((reporter) => `--reporter=${reporter}`);
  const outputs = [`--outputFile.json=${report}`, `--outputFile.junit=${join(root, "test-results", `${name}.xml`)}`];
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  return {
    ...options,
    name,
    command: [vitest, "run", `--project=${name}`, "--passWithNoTests", ...reporters, ...outputs, ...filters],
    forgetResults: () => rmSync(report, { force: true }),
    countResults(exitCode) {
      const parsed = existsSync(report) ? (JSON.parse(readFileSync(report, "utf8")) as VitestReport) : undefined;
      return countTests(parsed, exitCode, files.length);
    },
  };
}

/**
 * Counts a report. A file that could not even be loaded, or a run that failed outside its tests, is a failed test; without a
 * report (the run crashed or was killed) every file has failed.
 */
export function countTests(report: VitestReport | undefined, exitCode: number | undefined, files: number): Tally {
  if (!report) return { passed: 0, failed: Math.max(files, 1), skipped: 0 };
  const broken = report.testResults.filter(
    ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
  );
  const failed = report.numFailedTests + broken.length;
  return {
    passed: report.numPassedTests,
    failed: exitCode !== 0 ? Math.max(failed, 1) : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

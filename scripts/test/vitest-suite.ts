import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Tally } from "./tally.ts";

/** What we read of vitest's JSON report. */
export interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

/** Runs one vitest project on this terminal and counts its tests; reports stay in test-results/. */
export async function runVitestProject(root: string, project: string, filters: readonly string[]): Promise<Tally> {
  const report = join(root, "test-results", `${project}.json`);
  rmSync(report, { force: true });
  const reporters = ["default", "json", "junit"].map((reporter) => `--reporter=${reporter}`);
  const outputs = [`--outputFile.json=${report}`, `--outputFile.junit=${join(root, "test-results", `${project}.xml`)}`];
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  const exitCode = await run(root, [
    vitest,
    "run",
    `--project=${project}`,
    "--passWithNoTests",
    ...reporters,
    ...outputs,
    ...filters,
  ]);
  const parsed = existsSync(report) ? (JSON.parse(readFileSync(report, "utf8")) as VitestReport) : undefined;
  return countTests(parsed, exitCode);
}

/** Counts a report; a file that could not even be loaded, or a run that failed outside its tests, is a failed test. */
export function countTests(report: VitestReport | undefined, exitCode: number): Tally {
  if (!report) return { passed: 0, failed: exitCode === 0 ? 0 : 1, skipped: 0 };
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

function run(root: string, vitestArguments: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, vitestArguments, { cwd: root, stdio: "inherit" });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}

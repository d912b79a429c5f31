import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const fileOf = (suite: string) => join(import.meta.dirname, "../../../../test-results", `${suite}.ran-on.txt`);

/** Leaves for the summary of `npm test` what a suite runs on, or in one line why it cannot run here. */
export function recordRanOn(suite: string, ...parts: readonly (string | undefined | false)[]): void {
  mkdirSync(dirname(fileOf(suite)), { recursive: true });
  writeFileSync(fileOf(suite), parts.filter(Boolean).join(", "));
}

/** What the suite's last run told; empty when it told nothing. */
export function readRanOn(suite: string): string {
  try {
    return readFileSync(fileOf(suite), "utf8");
  } catch {
    return ""; // Not every suite runs on something worth telling.
  }
}

/** Forgets what an earlier run told. */
export function forgetRanOn(suite: string): void {
  rmSync(fileOf(suite), { force: true });
}

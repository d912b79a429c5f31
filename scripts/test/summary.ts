import type { SuiteResult } from "./suite.ts";
import { addTallies, describeTally, nothing, type Tally } from "@tochka-rosta/testing";
import { describeSeconds } from "./terminal.ts";

/** Adds up all suites. */
export function sumUp(results: readonly SuiteResult[]): Tally {
  return results.map(({ tally }) => tally).reduce(addTallies, nothing);
}

/** A line per suite (its time, its counts, what it ran on), and the count of everything as the last line. */
export function describeResults(results: readonly SuiteResult[], seconds: number): string {
  const header = ["suite", "time", "passed", "failed", "skipped", "ran on"];
  const rows = results.map(({ name, seconds: time, tally: { passed, failed, skipped }, ranOn }) => [
    name,
    describeSeconds(time),
    ...[passed, failed, skipped].map(String),
    ranOn,
  ]);
  const widths = header.map((_, column) => Math.max(...[header, ...rows].map((row) => row[column]?.length ?? 0)));
  const isText = (column: number) => column === 0 || column === header.length - 1;
  const lines = [header, ...rows].map((row) =>
    row
      .map((cell, column) => (isText(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
  return [...lines, "", `all suites: ${describeSeconds(seconds)}`, describeTally(sumUp(results))].join("\n");
}

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { runAsTest } from "./step.ts";
import { addTallies, nothing } from "./tally.ts";

/** One named check, counted as one test: it passes or throws an Error whose message says what is wrong. */
export interface Check {
  readonly name: string;
  readonly run: () => Promise<unknown>;
}

/** Suites that are no tests of vitest's, by name. */
export type CheckSuites = Readonly<Record<string, readonly Check[]>>;

/** Where a suite of checks leaves its count. */
export const tallyFileOf = (root: string, suite: string) => join(root, "test-results", `${suite}.tally.json`);

/**
 * Runs the named checks of one suite one after the other and leaves their count in the suite's tally file.
 *
 * @param wanted the suite's name and the names of the checks, as on the command line
 */
export async function runCheckSuite(
  root: string,
  suites: CheckSuites,
  [suite = "", ...wanted]: readonly string[],
): Promise<void> {
  let tally = nothing;
  for (const { name, run } of suites[suite] ?? []) {
    if (wanted.includes(name)) tally = addTallies(tally, await runAsTest(name, run));
  }
  mkdirSync(dirname(tallyFileOf(root, suite)), { recursive: true });
  writeFileSync(tallyFileOf(root, suite), JSON.stringify(tally));
}

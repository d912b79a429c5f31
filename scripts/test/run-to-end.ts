import { constants } from "node:os";
import { describeUnmatched } from "./filters.ts";
import { runSuites } from "./run-suites.ts";
import type { Suite } from "./suite.ts";
import { describeResults, sumUp } from "./summary.ts";

/** Runs what the command line's filters choose; a filter that matches none of `names` is an error, and nothing runs. */
export async function runMatching(
  root: string,
  names: readonly string[],
  plan: (root: string, filters: readonly string[]) => readonly Suite[],
): Promise<void> {
  const filters = process.argv.slice(2);
  const unmatched = describeUnmatched(filters, names);
  if (unmatched === undefined) return runToEnd(root, plan(root, filters));
  console.error(unmatched);
  process.exitCode = 1;
}

/** Runs the suites, prints the summary and sets the exit code. Ctrl-C ends them in order, a second one at once. */
async function runToEnd(root: string, suites: readonly Suite[]): Promise<void> {
  const began = performance.now();
  const run = runSuites(root, suites);
  let signals = 0;
  const stop = (signal: "SIGINT" | "SIGTERM" | "SIGHUP") => {
    signals += 1;
    console.log(signals === 1 ? `\n${signal}: ending the suites …` : `\n${signal} again: killing them`);
    const exit = () => process.exit(128 + constants.signals[signal]);
    void run.stop(signals === 1 ? 20 : 0).then(exit, exit);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);

  const results = await run.results;
  process.exitCode = sumUp(results).failed === 0 ? 0 : 1;
  console.log(`\n── summary ${"─".repeat(63)}`);
  console.log(describeResults(results, (performance.now() - began) / 1000));
}

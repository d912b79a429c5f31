import { constants } from "node:os";
import { runSuites } from "./run-suites.ts";
import type { Suite } from "./suite.ts";
import { describeResults, sumUp } from "./summary.ts";

/** Runs the suites, prints the summary and sets the exit code. Ctrl-C ends them in order, a second one at once. */
export async function runToEnd(root: string, suites: readonly Suite[]): Promise<void> {
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

import type { Tally } from "@tochka-rosta/testing";

/** One suite of tests: a program in a process of its own, which may hang, crash or be killed without harm to the others. */
export interface Suite {
  readonly name: string;
  /** Suites that write what this one reads, or the other way round: it starts when they have ended, however they did. */
  readonly after: readonly string[];
  /** Node's arguments: the program and what it is told. */
  readonly command: readonly string[];
  /** The wall clock after which it counts as hung: it is killed then and has failed. */
  readonly limitMinutes: number;
  /** What takes away what a run that failed, or was killed, left on the machine; Node's arguments. */
  readonly cleanUp?: readonly string[];
  /** Removes what an earlier run left in test-results/. */
  forgetResults(): void;
  /** Counts its results from what it left in test-results/, given its exit code (undefined: it was killed). */
  countResults(exitCode: number | undefined): Tally;
}

/** A suite that has ended. */
export interface SuiteResult {
  readonly name: string;
  readonly seconds: number;
  readonly tally: Tally;
  /** What it ran on, or why it could not run. */
  readonly ranOn: string;
}

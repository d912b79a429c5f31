import { spawnSync } from "node:child_process";
import { describeTally, forgetRanOn, readRanOn } from "@tochka-rosta/testing";
import { runSideBySide } from "./schedule.ts";
import type { Suite, SuiteResult } from "./suite.ts";
import { startSuiteProcess } from "./suite-process.ts";
import type { SuiteProcess } from "./suite-process.ts";
import { createTerminal, describeSeconds } from "./terminal.ts";
import type { Terminal } from "./terminal.ts";

// Two cores are the measure. Suites wait for databases, pages and pods more than they compute: two side by side leave half of
// them idle. Nobody waits at the screen for CI, which is better off with less at once.
const slots = process.env["CI"] ? 2 : 3;

/** All suites of a run and the way to end them early. */
export interface SuiteRun {
  readonly results: Promise<readonly SuiteResult[]>;
  /** Ends every process of every suite and what they would leave behind; at once, or after a grace. */
  stop(graceSeconds: number): Promise<void>;
}

/** Runs the suites, prints each in one piece, and resolves to their results. */
export function runSuites(
  root: string,
  suites: readonly Suite[],
  write: (text: string) => void = (text) => process.stdout.write(text),
): SuiteRun {
  const terminal = createTerminal({ write, now: Date.now, quietSeconds: 15 });
  const ticking = setInterval(() => terminal.tick(), 1000);
  const running = new Map<Suite, SuiteProcess>();
  let isStopping = false;
  const run = async (suite: Suite) => {
    if (isStopping) return new Promise<never>(() => undefined);
    const result = await runSuite(root, suite, terminal, (started) => running.set(suite, started));
    running.delete(suite);
    return result;
  };
  return {
    results: runSideBySide(suites, slots, run).finally(() => clearInterval(ticking)),
    async stop(graceSeconds) {
      isStopping = true;
      clearInterval(ticking);
      const stopped = [...running].map(([suite, started]) =>
        started.stop(graceSeconds).then(() => cleanUp(root, suite)),
      );
      await Promise.all(stopped);
    },
  };
}

async function runSuite(
  root: string,
  suite: Suite,
  terminal: Terminal,
  onStart: (started: SuiteProcess) => void,
): Promise<SuiteResult> {
  const began = performance.now();
  forgetRanOn(suite.name);
  suite.forgetResults();
  terminal.open(suite.name);
  const started = startSuiteProcess({
    root,
    command: suite.command,
    environment: colours(),
    onOutput: (text) => terminal.print(suite.name, text),
  });
  onStart(started);
  let killedAfter = "";
  const limit = setTimeout(() => {
    killedAfter = ` · hung: killed after ${suite.limitMinutes} min`;
    void started.stop();
  }, suite.limitMinutes * 60_000);
  const exitCode = await started.exitCode;
  clearTimeout(limit);
  if (exitCode !== 0) cleanUp(root, suite);

  const seconds = (performance.now() - began) / 1000;
  const tally = suite.countResults(exitCode);
  terminal.close(suite.name, ` ${suite.name}: ${describeTally(tally)} (${describeSeconds(seconds)})${killedAfter}`);
  const ranOn = readRanOn(suite.name) || `Node ${process.versions.node}`;
  return { name: suite.name, seconds, tally, ranOn: `${ranOn}${killedAfter}` };
}

/**
 * A killed suite had no chance to take away what it put on the machine. One that was asked to end may have ended itself, without taking
 * anything away: vitest does.
 */
function cleanUp(root: string, { cleanUp: command }: Suite): void {
  if (command) spawnSync(process.execPath, command, { cwd: root, stdio: "inherit", timeout: 120_000 });
}

/** Suites print into a pipe, which most tools take for a reason to be colourless. */
function colours(): Record<string, string> {
  return process.stdout.isTTY && !process.env["NO_COLOR"] ? { FORCE_COLOR: "1" } : {};
}

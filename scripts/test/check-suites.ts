import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { buildAll } from "@tochka-rosta/build";
import { buildImages, describeImages, ImageToolError } from "@tochka-rosta/images";
import { CannotRunHere, tallyFileOf, type CheckSuites, type Tally } from "@tochka-rosta/testing";
import { listChecks } from "../check/checks.ts";
import type { Suite } from "./suite.ts";

const generated = "generated files are fresh";
const sourceProgram = join(import.meta.dirname, "check-suite.ts");

/** A suite of named checks and the program that runs them. */
export interface CheckSuitePlan {
  readonly program: string;
  readonly checks: readonly string[];
}

/** Every suite that is no tests of vitest's but named checks, each counted as one test. */
export function listCheckSuites(root: string): Readonly<Record<string, CheckSuitePlan>> {
  const clusterProgram = join(root, "e2e", "cluster", "checks.ts");
  const plan = (program: string, suites: Readonly<Record<string, readonly string[]>>) =>
    Object.entries(suites).map(([suite, checks]) => [suite, { program, checks }] as const);
  const sources = Object.entries(listSourceSuites(root)).map(([suite, checks]) => [
    suite,
    checks.map(({ name }) => name),
  ]);
  return Object.fromEntries([
    ...plan(sourceProgram, Object.fromEntries(sources) as Record<string, string[]>),
    ...plan(clusterProgram, listNames(clusterProgram)),
  ]);
}

/** The checks of sources, builds and images. */
export function listSourceSuites(root: string): CheckSuites {
  const sourceChecks = listChecks(root);
  return {
    generated: sourceChecks.filter(({ name }) => name === generated),
    sources: sourceChecks.filter(({ name }) => name !== generated),
    build: [{ name: "every program builds", run: () => buildAll({ root, onStep: logStep }) }],
    images: [{ name: "every image is made", run: makeImages }],
  };
}

/** Asks another folder's program for its checks: scripts and e2e do not import each other. */
function listNames(program: string): Record<string, string[]> {
  return JSON.parse(execFileSync(process.execPath, [program, "--list"], { encoding: "utf8" })) as Record<
    string,
    string[]
  >;
}

async function makeImages(): Promise<void> {
  const started = performance.now();
  const images = await buildImages({ log: (line) => console.log(`   ${line}`) }).catch((error: unknown) => {
    throw error instanceof ImageToolError ? new CannotRunHere(error.message) : error;
  });
  console.log(describeImages(images, (performance.now() - started) / 1000));
}

function logStep(name: string, state: string): void {
  if (state === "running") console.log(` … ${name}`);
}

/** The named checks of one suite as a suite. */
export function planCheckSuite(
  root: string,
  name: string,
  { program, checks }: CheckSuitePlan,
  options: Pick<Suite, "after" | "limitMinutes">,
): Suite {
  const file = tallyFileOf(root, name);
  return {
    ...options,
    name,
    command: [program, name, ...checks],
    forgetResults: () => rmSync(file, { force: true }),
    countResults(exitCode) {
      const wasKilled = exitCode === undefined || !existsSync(file);
      if (wasKilled) return { passed: 0, failed: checks.length, skipped: 0 };
      return JSON.parse(readFileSync(file, "utf8")) as Tally;
    },
  };
}

import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { findGo } from "../../e2e/cluster/src/own/go.ts";
import { describeWhatIsMissing } from "../../e2e/cluster/src/own/requirements.ts";
import { buildPrograms } from "../../e2e/cluster/src/own/programs.ts";
import { recordRanOn } from "../../e2e/setup/ran-on.ts";
import { buildAll } from "../build/build-all.ts";
import { listChecks } from "../check/checks.ts";
import type { Check } from "../check/checks.ts";
import { ImageToolError, describeWhyNoImages } from "../images/debian/packages.ts";
import { buildImages } from "../images/build-images.ts";
import { describeImages } from "../images/describe.ts";
import { listGoChecks } from "./go-checks.ts";
import { CannotRunHere } from "./step.ts";
import type { Suite } from "./suite.ts";
import type { Tally } from "./tally.ts";

const generated = "generated files are fresh";

/** The suites that are no tests of vitest's but named checks, each counted as one test. */
export function listCheckSuites(root: string): Readonly<Record<string, readonly Check[]>> {
  const sourceChecks = listChecks(root);
  return {
    generated: sourceChecks.filter(({ name }) => name === generated),
    sources: sourceChecks.filter(({ name }) => name !== generated),
    build: [{ name: "every program builds", run: () => buildAll({ root, onStep: logStep }) }],
    images: [{ name: "every image is made", run: makeImages }],
    "cluster-programs": [{ name: "the cluster's programs are built from source", run: buildClusterPrograms }],
    go: listGoChecks(root),
  };
}

/** Ahead of the suites that need them, since the first time takes some 12 minutes; those need our images too. */
async function buildClusterPrograms(): Promise<void> {
  const missing = (await describeWhatIsMissing()) ?? (await describeWhyNoImages());
  recordRanOn("cluster-programs", missing === undefined ? `Go ${await findGo()}` : `skipped: ${missing}`);
  if (missing !== undefined) throw new CannotRunHere(missing);
  await buildPrograms((line) => console.log(`   ${line}`));
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

/** Where a suite of checks leaves its count; its program is check-suite.ts. */
export const tallyFileOf = (root: string, suite: string) => join(root, "test-results", `${suite}.tally.json`);

/** The named checks of one suite as a suite. */
export function planCheckSuite(
  root: string,
  name: string,
  checks: readonly string[],
  options: Pick<Suite, "after" | "limitMinutes">,
): Suite {
  const file = tallyFileOf(root, name);
  return {
    ...options,
    name,
    command: [join(import.meta.dirname, "check-suite.ts"), name, ...checks],
    forgetResults: () => rmSync(file, { force: true }),
    countResults(exitCode) {
      const wasKilled = exitCode === undefined || !existsSync(file);
      if (wasKilled) return { passed: 0, failed: checks.length, skipped: 0 };
      return JSON.parse(readFileSync(file, "utf8")) as Tally;
    },
  };
}

// `node checks.ts --list`: the suites of checks here as JSON, name to checks. `node checks.ts <suite> <check> …`: runs these checks and
// leaves their count for `npm test`.
import { join } from "node:path";
import { describeWhyNoImages } from "@tochka-rosta/images";
import { CannotRunHere, recordRanOn, runCheckSuite, type CheckSuites } from "@tochka-rosta/testing";
import { listGoChecks } from "./src/checks/go-checks.ts";
import { findGo } from "./src/own/go.ts";
import { buildPrograms } from "./src/own/programs.ts";
import { describeWhatIsMissing } from "./src/own/requirements.ts";

const root = join(import.meta.dirname, "..", "..");

const suites: CheckSuites = {
  "cluster-programs": [{ name: "the cluster's programs are built from source", run: buildClusterPrograms }],
  go: listGoChecks(root),
};

/** Ahead of the suites that need them, since the first time takes some 12 minutes; those need our images too. */
async function buildClusterPrograms(): Promise<void> {
  const missing = (await describeWhatIsMissing()) ?? (await describeWhyNoImages());
  recordRanOn("cluster-programs", missing === undefined ? `Go ${await findGo()}` : `skipped: ${missing}`);
  if (missing !== undefined) throw new CannotRunHere(missing);
  await buildPrograms((line) => console.log(`   ${line}`));
}

const [first] = process.argv.slice(2);
if (first === "--list") {
  const names = Object.entries(suites).map(([suite, checks]) => [suite, checks.map(({ name }) => name)]);
  console.log(JSON.stringify(Object.fromEntries(names)));
} else {
  await runCheckSuite(root, suites, process.argv.slice(2));
}

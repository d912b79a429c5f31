// `node check-suite.ts <suite> <check> …`: makes these checks of a suite one after the other and leaves their count.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { repositoryRoot as root } from "../build/workspaces.ts";
import { listCheckSuites, tallyFileOf } from "./check-suites.ts";
import { runAsTest } from "./step.ts";
import { addTallies, nothing } from "./tally.ts";

const [suite = "", ...wanted] = process.argv.slice(2);
let tally = nothing;
for (const { name, run } of listCheckSuites(root)[suite] ?? []) {
  if (wanted.includes(name)) tally = addTallies(tally, await runAsTest(name, run));
}
mkdirSync(dirname(tallyFileOf(root, suite)), { recursive: true });
writeFileSync(tallyFileOf(root, suite), JSON.stringify(tally));

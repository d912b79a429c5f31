// `npm run test:long [-- filter …]`: the sweeps on a real cluster that take too long for every run.
import { prepareSources } from "../build/build-all.ts";
import { repositoryRoot as root } from "../build/workspaces.ts";
import { describeUnmatched } from "../test/filters.ts";
import { runToEnd } from "../test/run-to-end.ts";
import { listTestFiles, planLongSuites } from "../test/suites.ts";

await prepareSources({ root });
const filters = process.argv.slice(2);
const unmatched = describeUnmatched(filters, listTestFiles(root).long);
if (unmatched === undefined) await runToEnd(root, planLongSuites(root, filters));
else {
  console.error(unmatched);
  process.exitCode = 1;
}

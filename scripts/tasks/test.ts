// `npm test [-- filter …]`: every suite, side by side where they share no state; the last line counts them all. With a
// filter, only what matches it: test files by path, checks by name.
import { availableParallelism } from "node:os";
import { prepareSources } from "../build/build-all.ts";
import { repositoryRoot as root } from "../build/workspaces.ts";
import { describeUnmatched } from "../test/filters.ts";
import { runToEnd } from "../test/run-to-end.ts";
import { listMatchable, planSuites } from "../test/suites.ts";

console.log(`node ${process.version}, ${availableParallelism()} cores`);
await prepareSources({ root });
const filters = process.argv.slice(2);
const unmatched = describeUnmatched(filters, listMatchable(root));
if (unmatched === undefined) await runToEnd(root, planSuites(root, filters));
else {
  console.error(unmatched);
  process.exitCode = 1;
}

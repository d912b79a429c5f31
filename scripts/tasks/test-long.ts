// `npm run test:long [-- filter …]`: the sweeps on a real cluster that take too long for every run.
import { prepareSources } from "../build/build-all.ts";
import { repositoryRoot as root } from "../build/workspaces.ts";
import { runToEnd } from "../test/run-to-end.ts";
import { planLongSuites } from "../test/suites.ts";

await prepareSources({ root });
await runToEnd(root, planLongSuites(root, process.argv.slice(2)));

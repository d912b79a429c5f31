// `npm run test:long [-- filter …]`: the sweeps on a real cluster that take too long for every run.
import { prepareSources, repositoryRoot as root } from "@tochka-rosta/build";
import { runMatching } from "../test/run-to-end.ts";
import { listTestFiles, planLongSuites } from "../test/suites.ts";

await prepareSources({ root });
await runMatching(root, listTestFiles(root).long, planLongSuites);

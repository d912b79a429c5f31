// `npm run test:long [-- filter …]`: what takes too long for every run.
import { prepareSources, repositoryRoot as root } from "@tochka-rosta/build";
import { runMatching } from "../test/run-to-end.ts";
import { listLongFiles, planLongSuites } from "../test/suites.ts";

await prepareSources({ root });
await runMatching(root, listLongFiles(root), planLongSuites);

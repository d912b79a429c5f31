// `npm test [-- filter …]`: every suite, side by side where they share no state; the last line counts them all. With a
// filter, only what matches it: test files by path, checks by name.
import { availableParallelism } from "node:os";
import { prepareSources, repositoryRoot as root } from "@tochka-rosta/build";
import { runMatching } from "../test/run-to-end.ts";
import { listMatchable, planSuites } from "../test/suites.ts";

console.log(`node ${process.version}, ${availableParallelism()} cores`);
await prepareSources({ root });
await runMatching(root, listMatchable(root), planSuites);

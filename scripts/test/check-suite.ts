// `node check-suite.ts <suite> <check> …`: makes these checks of a suite one after the other and leaves their count.
import { repositoryRoot as root } from "@tochka-rosta/build";
import { runCheckSuite } from "@tochka-rosta/testing";
import { listSourceSuites } from "./check-suites.ts";

await runCheckSuite(root, listSourceSuites(root), process.argv.slice(2));

// `npm test [-- filter …]`: every suite in order; the last line counts them all. With a filter, only what matches it.
import { globSync } from "node:fs";
import { listTestsThatNeedServices } from "../../e2e/setup/needs-services.ts";
import { buildAll, prepareSources } from "../build/build-all.ts";
import { repositoryRoot as root } from "../build/workspaces.ts";
import { listChecks } from "../check/checks.ts";
import { runAsTest } from "../test/step.ts";
import { addTallies, describeTally, nothing } from "../test/tally.ts";
import type { Tally } from "../test/tally.ts";
import { runVitestProject } from "../test/vitest-suite.ts";

const filters = process.argv.slice(2);
const matches = (text: string) => filters.length === 0 || filters.some((filter) => text.includes(filter));
let total = nothing;
const count = (tally: Tally) => (total = addTallies(total, tally));
const announce = (suite: string) => console.log(`\n── ${suite} ${"─".repeat(Math.max(2, 70 - suite.length))}`);

announce("sources");
await prepareSources({ root });
for (const { name, run } of listChecks(root)) if (matches(name)) count(await runAsTest(name, run));

const promiseFiles = globSync("e2e/promises/**/*.test.ts", { cwd: root });
if (matches("build") || promiseFiles.some(matches)) {
  announce("build");
  const logStep = (name: string, state: string) => state === "running" && console.log(` … ${name}`);
  count(await runAsTest("every program builds", () => buildAll({ root, onStep: logStep })));
}

const needServices = listTestsThatNeedServices(root);
const files = globSync("**/*.test.{ts,tsx}", {
  cwd: root,
  exclude: (path) => /(^|\/)(node_modules|dist|\.next|\.local)$/.test(path),
});
const projects = {
  unit: files.filter((file) => !needServices.includes(file) && !promiseFiles.includes(file)),
  component: needServices,
  promises: promiseFiles,
};
for (const [project, projectFiles] of Object.entries(projects)) {
  if (!projectFiles.some(matches)) continue;
  announce(project);
  count(await runVitestProject(root, project, filters));
}

process.exitCode = total.failed === 0 ? 0 : 1;
console.log(`\n${describeTally(total)}`);

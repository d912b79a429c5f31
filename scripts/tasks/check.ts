// `npm run check`: formatting, generated files, types and lint; all of them, whatever fails.
import { prepareSources } from "../build/build-all.ts";
import { repositoryRoot as root } from "../build/workspaces.ts";
import { listChecks } from "../check/checks.ts";
import { runAsTest } from "../test/step.ts";

await prepareSources({ root });
for (const { name, run } of listChecks(root)) {
  const { failed } = await runAsTest(name, run);
  if (failed > 0) process.exitCode = 1;
}

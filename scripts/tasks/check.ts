// `npm run check`: formatting, generated files, types and lint; all of them, whatever fails.
import { prepareSources } from "../build/build-all.ts";
import { repositoryRoot } from "../build/workspaces.ts";
import { listChecks } from "../check/checks.ts";

await prepareSources({ root: repositoryRoot });
for (const { name, run } of listChecks(repositoryRoot)) {
  const started = performance.now();
  const failure = await run().then(() => undefined, String);
  console.log(`  ${failure ? "✗" : "✓"} ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  if (failure) {
    console.error(failure);
    process.exitCode = 1;
  }
}

// `npm run check`: formatting, generated files, types and lint; all of them, whatever fails.
import { prepareSources, repositoryRoot as root } from "@tochka-rosta/build";
import { listChecks } from "../check/checks.ts";
import { runAsTest } from "@tochka-rosta/testing";

await prepareSources({ root });
for (const { name, run } of listChecks(root)) {
  const { failed } = await runAsTest(name, run);
  if (failed > 0) process.exitCode = 1;
}

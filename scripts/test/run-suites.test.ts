import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runSuites } from "./run-suites.ts";

const folder = mkdtempSync(join(tmpdir(), "run-suites-test-"));

/** A suite that does this, and leaves a mark when it is cleaned up. */
function planSuite(name: string, program: string) {
  const mark = join(folder, `${name}.cleaned`);
  return {
    name: `run-suites-test-${name}`,
    after: [],
    command: ["-e", program],
    limitMinutes: 1,
    cleanUp: ["-e", `require("fs").writeFileSync(${JSON.stringify(mark)}, "")`],
    forgetResults: () => undefined,
    countResults: () => ({ passed: 0, failed: 0, skipped: 0 }),
    isCleaned: () => existsSync(mark),
  };
}

test("what a suite leaves behind is taken away unless it ended well, also when it ended by itself on a signal as vitest does", async () => {
  const ends = {
    well: "",
    failed: "process.exitCode = 1",
    killed: 'process.kill(process.pid, "SIGKILL")',
    polite:
      'process.on("SIGTERM", () => process.exit(143)); setInterval(() => {}, 1000); process.kill(process.pid, "SIGTERM")',
  };
  const suites = Object.entries(ends).map(([name, program]) => planSuite(name, program));
  await runSuites(folder, suites, () => undefined).results;
  expect(suites.map(({ isCleaned }) => isCleaned())).toEqual([false, true, true, true]);
});

test("what is ended early is cleaned up after", async () => {
  const began = join(folder, "began");
  const program = `process.on("SIGTERM", () => process.exit(143)); setInterval(() => {}, 1000);
    require("fs").writeFileSync(${JSON.stringify(began)}, "")`;
  const suite = planSuite("early", program);
  const run = runSuites(folder, [suite], () => undefined);
  while (!existsSync(began)) await new Promise((resolve) => setTimeout(resolve, 10));
  await run.stop(20);
  expect(suite.isCleaned()).toBe(true);
});

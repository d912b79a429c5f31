import { existsSync, mkdtempSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { startSuiteProcess } from "./suite-process.ts";

const folder = mkdtempSync(join(tmpdir(), "suite-process-test-"));

function start(name: string, program: string) {
  const file = join(folder, `${name}.mjs`);
  writeFileSync(file, program);
  let output = "";
  const started = startSuiteProcess({
    root: folder,
    command: [file],
    onOutput: (text) => (output += text),
  });
  const untilOutput = async (part: string) => {
    while (!output.includes(part)) await sleep(10);
  };
  return { ...started, output: () => output, untilOutput };
}

test("its output and exit code arrive", async () => {
  const suite = start("fails", 'console.log("seen"); console.error("also"); process.exitCode = 3;');
  expect(await suite.exitCode).toBe(3);
  expect(suite.output()).toContain("seen");
  expect(suite.output()).toContain("also");
});

test("a suite that does not want to end is killed, and a process that it started with it", async () => {
  const alive = join(folder, "alive");
  const stubborn = `process.on("SIGTERM", () => {}); setInterval(() => {}, 1000);`;
  const child = `${stubborn} setInterval(() => require("fs").writeFileSync(${JSON.stringify(alive)}, "" + Date.now()), 20);`;
  const program = `import { spawn } from "node:child_process";
    spawn(process.execPath, ["-e", ${JSON.stringify(child)}]); ${stubborn} console.log("ready");`;
  const suite = start("hangs", program);
  await suite.untilOutput("ready");
  while (!existsSync(alive)) await sleep(10);
  await suite.stop(0.1);
  expect(await suite.exitCode).toBeUndefined();
  const { mtimeMs } = statSync(alive);
  await sleep(200);
  expect(statSync(alive).mtimeMs).toBe(mtimeMs);
});

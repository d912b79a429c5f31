import { execFile, execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const script = join(import.meta.dirname, "in-wsl.sh");

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

const git = (folder: string, ...words: string[]) =>
  execFileSync("git", ["-C", folder, "-c", "user.name=t", "-c", "user.email=t@example.org", ...words]);

/** A repository whose `run.mjs` prints what it was given, with tarballs of a Node and an npm, and an empty home. */
function makeMachine() {
  const folder = mkdtempSync(join(tmpdir(), "in-wsl-test-"));
  const windows = join(folder, "windows");
  write(join(windows, "scripts/run.mjs"), "first");
  git(folder, "init", "--quiet", windows);
  commit(windows);
  // Instead of Node: prints the task and what npm it would use.
  write(join(folder, "node/package/bin/node"), '#!/bin/sh\necho "$(cat scripts/run.mjs) $PWD $npm_execpath $@"\n');
  write(join(folder, "npm/package/bin/npm-cli.js"), "");
  for (const name of ["node", "npm"]) {
    mkdirSync(join(windows, "dist"), { recursive: true });
    execFileSync("tar", ["-czf", join(windows, `dist/${name}-1.0.0.tgz`), "-C", join(folder, name), "package"]);
  }
  const home = join(folder, "home");
  mkdirSync(home);
  return { windows, home };
}

function commit(repository: string): void {
  git(repository, "add", "scripts");
  git(repository, "commit", "--quiet", "--message", "change");
}

async function runTask(windows: string, home: string, path = process.env["PATH"]): Promise<string> {
  const words = [script, "dist/node-1.0.0.tgz", "dist/npm-1.0.0.tgz", "start", "--port", "3100"];
  const env = { PATH: path, HOME: home };
  const { stdout, stderr } = await promisify(execFile)("/bin/sh", words, { cwd: windows, env });
  return stderr + stdout.trim();
}

test("a task runs in a checkout in the Linux home, with the Node and npm that came with it, and follows Windows' commits", async () => {
  const { windows, home } = makeMachine();
  const checkout = join(home, "tochka-rosta");
  const npm = join(home, ".cache/tochka-rosta/tools/npm-1.0.0/bin/npm-cli.js");
  expect(await runTask(windows, home)).toBe(`first ${checkout} ${npm} scripts/run.mjs start --port 3100`);
  write(join(windows, "scripts/run.mjs"), "second");
  commit(windows);
  expect(await runTask(windows, home)).toContain(`second ${checkout}`);
});

test("changes in the Linux checkout are kept, and that is said", async () => {
  const { windows, home } = makeMachine();
  await runTask(windows, home);
  const own = join(home, "tochka-rosta/scripts/run.mjs");
  write(own, "own");
  write(join(windows, "scripts/run.mjs"), "second");
  commit(windows);
  expect(await runTask(windows, home)).toMatch(/has changes of its own and stays as it is[^]*own /);
  expect(readFileSync(own, "utf8")).toBe("own");
});

test("without git it ends with the code that windows.mjs explains", async () => {
  const { windows, home } = makeMachine();
  const bin = join(home, "bin");
  write(join(bin, "nothing"), "");
  chmodSync(bin, 0o755);
  await expect(runTask(windows, home, bin)).rejects.toMatchObject({ code: 41 });
});

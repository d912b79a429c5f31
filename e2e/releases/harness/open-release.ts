import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { unpackArchive } from "./archive.ts";

const cache = join(homedir(), ".cache", "tochka-rosta", "releases");

/**
 * The folder with a release's own programs, from its archive of sources: its dependencies as its own lock has them. Kept outside the
 * tree by what the archive holds, the lock included, so that they are fetched once.
 * @throws Error with the output of what failed
 */
export async function openRelease(sources: string): Promise<string> {
  const hash = createHash("sha256")
    .update(await readFile(sources))
    .digest("hex");
  const folder = join(cache, hash.slice(0, 16));
  if (existsSync(folder)) return folder;
  // Whole or not at all: a run that is ended halfway must not leave a folder that looks complete.
  const part = `${folder}.${process.pid}`;
  await mkdir(cache, { recursive: true });
  try {
    await unpackArchive(sources, part);
    // Its own command installs what is locked first.
    await runTask(part, ["start", "--help"]);
    await rename(part, folder);
  } finally {
    await rm(part, { recursive: true, force: true });
  }
  return folder;
}

/** Runs one of a release's own commands, as `npm run` would, and resolves to what it printed; `input` is typed in. */
export function runTask(folder: string, words: readonly string[], input = ""): Promise<string> {
  const options = { cwd: folder, maxBuffer: 64 * 1024 * 1024, env: plainEnvironment() };
  return new Promise((resolve, reject) => {
    const child = execFile(
      process.execPath,
      [join(folder, "scripts/run.mjs"), ...words],
      options,
      (error, stdout, stderr) => (error ? reject(new Error(`${stdout}${stderr}`, { cause: error })) : resolve(stdout)),
    );
    child.stdin?.end(input);
  });
}

/** This run's environment without what vitest and npm say to their own children: Next.js builds by NODE_ENV. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(npm_|VITEST|NODE_OPTIONS|NODE_ENV|TEST$)/.test(name)),
  );
}

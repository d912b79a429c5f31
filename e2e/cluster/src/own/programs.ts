import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, mkdir, readFile, readdir, rename, rm, stat, utimes } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { withLock } from "@tochka-rosta/testing";
import { kubernetesVersion } from "./settings.ts";

const run = promisify(execFile);
const sources = join(import.meta.dirname, "..", "..");

/** Where built programs are kept, one file per program and source. */
export const programsFolder = join(homedir(), ".cache", "tochka-rosta", "cluster");

/** A built program. */
export interface Program {
  readonly path: string;
  /** In the folder of programs, e.g. `kubernetes-3f2a…`. */
  readonly fileName: string;
}

interface Recipe {
  /** The package to build, as seen from the module's folder. */
  readonly target: string;
  /** Values of variables that are set when linking. */
  readonly variables?: Readonly<Record<string, string>>;
  /** For people: how long a first build takes on two cores. */
  readonly expected: string;
}

const version = "k8s.io/component-base/version";
const [major = "", minor = ""] = kubernetesVersion.slice(1).split(".");

const recipes = {
  supervisor: { target: ".", expected: "30 s" },
  small: { target: ".", expected: "10 s" },
  kubernetes: {
    target: ".",
    // Without these it calls itself v0.0.0-master, and kubectl refuses to read that.
    variables: {
      [`${version}.gitVersion`]: kubernetesVersion,
      [`${version}.gitMajor`]: major,
      [`${version}.gitMinor`]: minor,
      // What it calls itself as a client, which the audit log shows.
      "k8s.io/client-go/pkg/version.gitVersion": kubernetesVersion,
    },
    expected: "5 to 10 min",
  },
  "network-policy": { target: ".", expected: "half a minute" },
  coredns: { target: ".", expected: "1 to 3 min" },
  traefik: {
    target: "github.com/traefik/traefik/v3/cmd/traefik",
    variables: { "github.com/traefik/traefik/v3/pkg/version.Version": "v3.6.12" },
    expected: "4 to 8 min",
  },
} satisfies Record<string, Recipe>;

export type ProgramName = keyof typeof recipes;
export type Programs = Readonly<Record<ProgramName, Program>>;

/**
 * Builds the programs that are not in the cache for this source and this Go, one after another (each uses every core), and says
 * so. Two calls at once do the work once.
 * @throws Error with the compiler's words.
 */
export async function buildPrograms(log: (line: string) => void): Promise<Programs> {
  await mkdir(programsFolder, { recursive: true });
  const built: Partial<Record<ProgramName, Program>> = {};
  for (const name of Object.keys(recipes) as ProgramName[]) built[name] = await buildProgram(name, log);
  return built as Programs;
}

async function buildProgram(name: ProgramName, log: (line: string) => void): Promise<Program> {
  const fileName = `${name}-${await hashSource(name)}`;
  const path = join(programsFolder, fileName);
  if (await markUsed(path)) return { path, fileName };
  await withLock(
    join(programsFolder, `${name}.lock`),
    (holder) => log(`waiting for another build of ${name}: ${holder} …`),
    async () => {
      if (await markUsed(path)) return;
      log(`building ${name} (once; about ${recipes[name].expected} on two cores when nothing is cached) …`);
      const started = Date.now();
      const unfinished = `${path}.unfinished`;
      await compile(name, unfinished);
      await chmod(unfinished, 0o755);
      await rename(unfinished, path);
      await removeUnused(programsFolder, name);
      const { size } = await stat(path);
      log(`built ${name}: ${Math.round((Date.now() - started) / 1000)} s, ${Math.round(size / 1e6)} MB`);
    },
  );
  return { path, fileName };
}

async function compile(name: ProgramName, output: string): Promise<void> {
  const words = ["build", ...buildFlags(name), "-o", output, recipes[name].target];
  const child = spawn("go", words, {
    cwd: join(sources, name),
    env: { ...process.env, CGO_ENABLED: "0", GOFLAGS: "-mod=readonly" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said = `${said}${text}`.slice(-8000)));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0) throw new Error(`${name} could not be built:\n${said.trim()}`);
}

function buildFlags(name: ProgramName): string[] {
  const { variables = {} }: Recipe = recipes[name];
  const values = Object.entries(variables).map(([variable, value]) => ` -X ${variable}=${value}`);
  return ["-trimpath", `-ldflags=-s -w${values.join("")}`];
}

async function hashSource(name: ProgramName): Promise<string> {
  const hash = createHash("sha256");
  const folder = join(sources, name);
  // Asked there, since a go.mod may make Go take another version of itself.
  const { stdout: goVersion } = await run("go", ["env", "GOVERSION", "GOARCH"], { cwd: folder });
  hash.update(JSON.stringify([goVersion, buildFlags(name), recipes[name].target]));
  for (const file of (await readdir(folder)).sort()) {
    if (!/\.go$|^go\.(mod|sum)$/.test(file) || file.endsWith("_test.go")) continue;
    hash.update(`${file}\n`).update(await readFile(join(folder, file)));
  }
  return hash.digest("hex").slice(0, 16);
}

const daysKept = 7;

/**
 * Removes what was built from other sources of a program, its images included, and has not been used for days: another checkout may
 * be about to start a cluster of what it has just built. Running clusters do not mind, each has links of its own to its programs.
 */
export async function removeUnused(folder: string, name: ProgramName): Promise<void> {
  const ofProgram = new RegExp(`^(.*-of-)?${name}-[0-9a-f]{16}(\\.tar)?$`);
  for (const file of (await readdir(folder)).filter((candidate) => ofProgram.test(candidate))) {
    const path = join(folder, file);
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs > daysKept * 24 * 60 * 60 * 1000) await rm(path, { force: true });
  }
}

/** Notes that a file is used now. @returns whether there is one. */
export function markUsed(path: string): Promise<boolean> {
  const now = new Date();
  return utimes(path, now, now).then(
    () => true,
    () => false,
  );
}

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { imageCacheFolder } from "../oci/layer.ts";

const run = promisify(execFile);

/** The release that the base layer is made of; the Dockerfile starts from the same. */
export const debianRelease = { codename: "bookworm", name: "Debian 12" } as const;

/** A package as this machine's apt would install it. */
export interface DebianPackage {
  readonly name: string;
  readonly version: string;
}

/** Images cannot be made here; the message says what is missing. */
export class ImageToolError extends Error {
  override readonly name = "ImageToolError";
}

/**
 * The versions that apt knows now, security updates included. Needs no root: a machine without package lists gets them in a
 * folder of our cache.
 * @throws ImageToolError when this is not the right Debian, or its package servers do not answer.
 */
export async function resolvePackages(
  names: readonly string[],
  log: (line: string) => void = () => undefined,
): Promise<DebianPackage[]> {
  await checkRelease();
  const known = await showVersions(names, []);
  if (known) return known;
  log(`Fetching ${debianRelease.name}'s package lists (once, about 10 s)`);
  const options = await makePrivateLists();
  const fetched = await showVersions(names, options);
  if (!fetched) throw new ImageToolError(`apt does not know one of these packages: ${names.join(", ")}.`);
  return fetched;
}

/**
 * The package's `.deb` in our cache, downloaded once per version; apt proves its signature.
 * @throws ImageToolError when it cannot be downloaded.
 */
export async function fetchPackage({ name, version }: DebianPackage): Promise<string> {
  const folder = join(imageCacheFolder, "packages");
  const file = join(folder, `${name}_${encodeURIComponent(version)}.deb`);
  if (existsSync(file)) return file;
  await mkdir(folder, { recursive: true });
  const unfinished = await mkdtemp(join(folder, "download-"));
  try {
    await download(`${name}=${version}`, unfinished);
    const [found] = (await readdir(unfinished)).filter((name) => name.endsWith(".deb"));
    if (!found) throw new ImageToolError(`apt downloaded nothing for ${name} ${version}.`);
    await rename(join(unfinished, found), file);
    return file;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

const privateLists = join(imageCacheFolder, "apt");

const privateOptions = [
  `-oDir::State::lists=${join(privateLists, "lists")}`,
  `-oDir::Cache=${join(privateLists, "cache")}`,
  // Root's apt fetches as a user of its own, who cannot enter root's home.
  "-oAPT::Sandbox::User=root",
  "-oDebug::NoLocking=1",
];

/** Whether this machine's apt has the packages that images are made of. */
export async function isRightDebian(): Promise<boolean> {
  const release = await readFile("/etc/os-release", "utf8").catch(() => "");
  return release.includes(`VERSION_CODENAME=${debianRelease.codename}`) && process.arch === "x64";
}

async function checkRelease(): Promise<void> {
  if (await isRightDebian()) return;
  throw new ImageToolError(
    `Images are made of ${debianRelease.name}'s packages by its apt on x64, which this machine is not. ` +
      "With Docker, `docker build -f images/Dockerfile --target <name> .` makes the same images anywhere.",
  );
}

async function makePrivateLists(): Promise<string[]> {
  await mkdir(join(privateLists, "lists", "partial"), { recursive: true });
  await mkdir(join(privateLists, "cache", "archives", "partial"), { recursive: true });
  try {
    await run("apt-get", [...privateOptions, "-qq", "update"], { env: plainEnvironment() });
  } catch (cause) {
    const reason = `${debianRelease.name}'s package lists cannot be fetched: is there a network? (\`apt-get update\` says more.)`;
    throw new ImageToolError(reason, { cause });
  }
  return privateOptions;
}

/** Undefined when apt does not know one of them. */
async function showVersions(names: readonly string[], options: readonly string[]) {
  const { stdout } = await run("apt-cache", [...options, "show", "--no-all-versions", ...names], {
    env: plainEnvironment(),
    maxBuffer: 10_000_000,
  }).catch(() => ({ stdout: "" }));
  const versions = new Map(
    stdout.split("\n\n").map((paragraph) => [readField(paragraph, "Package"), readField(paragraph, "Version")]),
  );
  const packages = names.flatMap((name) => {
    const version = versions.get(name);
    return version ? [{ name, version }] : [];
  });
  return packages.length === names.length ? packages : undefined;
}

function readField(paragraph: string, field: string): string {
  return new RegExp(`^${field}: (.+)$`, "m").exec(paragraph)?.[1] ?? "";
}

async function download(wanted: string, folder: string): Promise<void> {
  const tryWith = (options: readonly string[]) =>
    run("apt-get", [...options, "-oAPT::Sandbox::User=root", "-qq", "download", wanted], {
      cwd: folder,
      env: plainEnvironment(),
    });
  try {
    await tryWith([]).catch(() => tryWith(privateOptions));
  } catch (cause) {
    const reason = `${wanted} cannot be downloaded: is there a network? (\`apt-get update\`, then \`apt-get download ${wanted}\` say more.)`;
    throw new ImageToolError(reason, { cause });
  }
}

function plainEnvironment() {
  return { ...process.env, LC_ALL: "C" };
}

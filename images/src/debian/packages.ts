import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
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
  await refreshPrivateLists(log);
  const fetched = await showVersions(names, privateOptions);
  if (!fetched) throw new ImageToolError(`apt does not know one of these packages: ${names.join(", ")}.`);
  return fetched;
}

/**
 * The packages' `.deb` files in our cache, in the same order; each is downloaded once per version, and apt proves its signature.
 * @throws ImageToolError when one cannot be downloaded.
 */
export async function fetchPackages(packages: readonly DebianPackage[]): Promise<string[]> {
  const missing = packages.filter((wanted) => !existsSync(cachedFile(wanted)));
  if (missing.length > 0) await downloadToCache(missing);
  return packages.map(cachedFile);
}

const packageFolder = join(imageCacheFolder, "packages");

function cachedFile({ name, version }: DebianPackage): string {
  return join(packageFolder, `${name}_${encodeURIComponent(version)}.deb`);
}

async function downloadToCache(packages: readonly DebianPackage[]): Promise<void> {
  await mkdir(packageFolder, { recursive: true });
  const unfinished = await mkdtemp(join(packageFolder, "download-"));
  try {
    await download(packages, unfinished);
    const files = await readdir(unfinished);
    for (const wanted of packages) {
      const found = files.find((file) => file.startsWith(`${wanted.name}_`));
      if (!found) throw new ImageToolError(`apt downloaded nothing for ${wanted.name} ${wanted.version}.`);
      await rename(join(unfinished, found), cachedFile(wanted));
    }
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

const privateLists = join(imageCacheFolder, "apt");

/** Root's apt would fetch as a user of its own, who cannot enter root's home. */
const asOurselves = ["-oAPT::Sandbox::User=root"];

const privateOptions = [
  `-oDir::State::lists=${join(privateLists, "lists")}`,
  `-oDir::Cache=${join(privateLists, "cache")}`,
  "-oDebug::NoLocking=1",
  ...asOurselves,
];

/** Whether this machine's apt has the packages that images are made of. */
export async function isRightDebian(): Promise<boolean> {
  const release = await readFile("/etc/os-release", "utf8").catch(() => "");
  return release.includes(`VERSION_CODENAME=${debianRelease.codename}`) && process.arch === "x64";
}

/** Why this machine cannot make images, in one sentence; undefined where it can. */
export async function describeWhyNoImages(): Promise<string | undefined> {
  if (await isRightDebian()) return undefined;
  return `Images are made of ${debianRelease.name}'s packages by its apt on x64, which this machine is not`;
}

async function checkRelease(): Promise<void> {
  const reason = await describeWhyNoImages();
  if (reason === undefined) return;
  const otherWay =
    "With Docker, `docker build -f images/Dockerfile --target <name> .` makes the same images, after `npm ci` and `npm run build` on Linux x64.";
  throw new ImageToolError(`${reason}. ${otherWay}`);
}

const listsAgeMilliseconds = 24 * 60 * 60 * 1000;

/** Fetched again after a day, so that security updates come in; older ones serve where there is no network. */
async function refreshPrivateLists(log: (line: string) => void): Promise<void> {
  const stamp = join(privateLists, "fetched");
  const fetched = await stat(stamp).catch(() => undefined);
  if (fetched && Date.now() - fetched.mtimeMs < listsAgeMilliseconds) return;
  log(`Fetching ${debianRelease.name}'s package lists (some 10 s, once a day)`);
  await mkdir(join(privateLists, "lists", "partial"), { recursive: true });
  await mkdir(join(privateLists, "cache", "archives", "partial"), { recursive: true });
  try {
    await run("apt-get", [...privateOptions, "-oAPT::Update::Error-Mode=any", "-qq", "update"], {
      env: plainEnvironment(),
    });
    await writeFile(stamp, "");
  } catch (cause) {
    if (fetched) return log("They cannot be fetched: the older ones are used");
    const reason = `${debianRelease.name}'s package lists cannot be fetched: is there a network? (\`apt-get update\` says more.)`;
    throw new ImageToolError(reason, { cause });
  }
}

/** Undefined when apt cannot download one of them; what is merely installed bears no file name. */
async function showVersions(names: readonly string[], options: readonly string[]) {
  const { stdout } = await run("apt-cache", [...options, "show", "--no-all-versions", ...names], {
    env: plainEnvironment(),
    maxBuffer: 10_000_000,
  }).catch(() => ({ stdout: "" }));
  const paragraphs = stdout.split("\n\n").filter((paragraph) => readField(paragraph, "Filename") !== "");
  const versions = new Map(
    paragraphs.map((paragraph) => [readField(paragraph, "Package"), readField(paragraph, "Version")]),
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

async function download(packages: readonly DebianPackage[], folder: string): Promise<void> {
  const wanted = packages.map(({ name, version }) => `${name}=${version}`);
  const tryWith = (options: readonly string[]) =>
    run("apt-get", [...options, "-qq", "download", ...wanted], {
      cwd: folder,
      env: plainEnvironment(),
    });
  try {
    await tryWith(asOurselves).catch(() => tryWith(privateOptions));
  } catch (cause) {
    const command = `apt-get download ${wanted.join(" ")}`;
    const reason = `Debian packages cannot be downloaded: is there a network? (\`apt-get update\`, then \`${command}\` say more.)`;
    throw new ImageToolError(reason, { cause });
  }
}

function plainEnvironment() {
  return { ...process.env, LC_ALL: "C" };
}

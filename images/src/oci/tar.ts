import { readFile } from "node:fs/promises";
import { dirname } from "node:path/posix";
import { Readable } from "node:stream";
import { pack } from "tar-stream";
import type { Pack } from "tar-stream";

type Header = Parameters<Pack["entry"]>[0];

/** Content of a file: itself, or where it lies. */
export type Content = Buffer | { readonly file: string };

/** One thing of a file system: a file, a folder or a symbolic link. Everything belongs to root. */
export type TarEntry =
  | { readonly path: string; readonly content: Content; readonly mode?: number }
  | { readonly path: string; readonly folder: true; readonly mode?: number }
  | { readonly path: string; readonly linkTo: string };

/**
 * A tar stream that is the same for the same entries whatever their order: sorted, no times, no owners but root, folders
 * that are not listed added before what is in them. Paths are absolute inside the tar, with or without a slash in front.
 * @throws Error (on the stream) for two entries of one path.
 */
export function packTar(entries: readonly TarEntry[]): Readable {
  const tar = pack();
  writeEntries(tar, arrange(entries)).then(
    () => tar.finalize(),
    (error: unknown) => tar.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  return Readable.from(tar);
}

function arrange(entries: readonly TarEntry[]): TarEntry[] {
  const found = new Map<string, TarEntry>();
  for (const entry of entries) {
    const path = entry.path.replace(/^\/+|\/+$/g, "");
    if (found.has(path)) throw new Error(`Two entries of a layer have one path: ${path}`);
    found.set(path, { ...entry, path });
  }
  for (const path of [...found.keys()]) addFoldersAbove(path, found);
  // By code unit, not by the machine's language; a folder's path is a prefix of what is in it and so comes first.
  return [...found.values()].sort((one, other) => (one.path < other.path ? -1 : 1));
}

function addFoldersAbove(path: string, found: Map<string, TarEntry>): void {
  for (let folder = dirname(path); folder !== "."; folder = dirname(folder)) {
    if (!found.has(folder)) found.set(folder, { path: folder, folder: true });
  }
}

async function writeEntries(tar: Pack, entries: readonly TarEntry[]): Promise<void> {
  for (const entry of entries) {
    const content = "content" in entry ? await readContent(entry.content) : Buffer.alloc(0);
    await writeEntry(tar, { ...describeEntry(entry), size: content.length }, content);
  }
}

/** Resolves when the entry has been taken, so that one file at a time is in memory. */
function writeEntry(tar: Pack, header: Header, content: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    tar.entry(header, content, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}

function describeEntry(entry: TarEntry): Header {
  const plain = { name: entry.path, uid: 0, gid: 0, uname: "", gname: "", mtime: new Date(0) };
  if ("content" in entry) return { ...plain, type: "file", mode: entry.mode ?? 0o644 };
  if ("folder" in entry) return { ...plain, type: "directory", mode: entry.mode ?? 0o755 };
  return { ...plain, type: "symlink", mode: 0o777, linkname: entry.linkTo };
}

function readContent(content: Content): Promise<Buffer> {
  return Buffer.isBuffer(content) ? Promise.resolve(content) : readFile(content.file);
}

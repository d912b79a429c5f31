import { access, readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

/** What an image is on this machine: a program of this repository. */
export interface LocalImage {
  /** The entry file, absolute. */
  entry: string;
  nodeOptions: readonly string[];
}

/** Finds the program behind an image reference; undefined for an unknown image or one whose program was not built. */
export type FindImage = (reference: string) => Promise<LocalImage | undefined>;

/** Reads the build's table again for each question, so that a module built a moment ago is known. */
export function readImageTable(tableFile: string, repositoryRoot: string): FindImage {
  return async (reference) => {
    const text = await readFile(tableFile, "utf8").catch(() => "{}");
    const table = JSON.parse(text) as Record<string, { entry: string; nodeOptions?: string[] }>;
    const found = table[reference];
    if (!found) return undefined;
    const entry = resolve(join(repositoryRoot, found.entry));
    const isBuilt = await access(entry).then(
      () => true,
      () => false,
    );
    return isBuilt ? { entry, nodeOptions: found.nodeOptions ?? [] } : undefined;
  };
}

/** The folder a program starts in, as an image's WORKDIR. */
export function workingDirectoryOf(image: LocalImage): string {
  return dirname(image.entry);
}

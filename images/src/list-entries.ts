import { readdirSync, realpathSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import type { TarEntry } from "./oci/tar.ts";
import type { ImageFile } from "./program-images.ts";

/**
 * The files of a list as they lie in the image: readable by everybody, writable by nobody but root.
 * @throws Error that names what is missing.
 */
export function listEntries(root: string, name: string, files: readonly ImageFile[]): TarEntry[] {
  return files.flatMap(({ source, target }) => {
    const given = join(root, source);
    const found = statSync(given, { throwIfNoEntry: false });
    if (!found) throw new Error(`The image of ${name} needs ${source}, which does not exist: run \`npm run build\`.`);
    // The dashboard's build is a link to the newest one; the older stays while it is packed.
    const path = realpathSync(given);
    return found.isFile() ? [fileEntry(path, target)] : listFolder(path, target);
  });
}

function listFolder(folder: string, target: string): TarEntry[] {
  // Not a glob, which leaves out names with a dot in front, such as Next's own folder.
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => fileEntry(file, `${target}/${relative(folder, file)}`));
}

function fileEntry(file: string, path: string): TarEntry {
  return { path, content: { file } };
}

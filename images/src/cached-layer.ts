import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { imageCacheFolder, imageFormat, makeLayer } from "./oci/layer.ts";
import type { Layer } from "./oci/layer.ts";
import type { TarEntry } from "./oci/tar.ts";

/**
 * A layer that many images share, made once for these inputs and kept in the user's cache.
 * @param inputs all that decides on the content, e.g. packages with their versions
 */
export async function makeCachedLayer(
  name: string,
  inputs: unknown,
  listEntries: () => Promise<readonly TarEntry[]>,
): Promise<Layer> {
  const key = createHash("sha256")
    .update(JSON.stringify([imageFormat, name, inputs]))
    .digest("hex");
  const note = join(imageCacheFolder, "layers", `${name}-${key.slice(0, 16)}.json`);
  const known = await readNote(note);
  if (known) return known;
  const layer = await makeLayer(await listEntries());
  await mkdir(join(imageCacheFolder, "layers"), { recursive: true });
  const unfinished = `${note}.${randomUUID()}`;
  await writeFile(unfinished, JSON.stringify(layer));
  await rename(unfinished, note);
  return layer;
}

async function readNote(file: string): Promise<Layer | undefined> {
  if (!existsSync(file)) return undefined;
  const layer = JSON.parse(await readFile(file, "utf8")) as Layer;
  return existsSync(layer.file) ? layer : undefined;
}

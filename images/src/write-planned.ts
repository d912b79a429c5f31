import { createHash, randomUUID } from "node:crypto";
import type { Hash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { ImagePlan } from "./image-plan.ts";
import { imageFormat, makeLayer } from "./oci/layer.ts";
import type { TarEntry } from "./oci/tar.ts";
import { writeImageArchive } from "./oci/write-image.ts";

/** An image archive that lies on disk. */
export interface BuiltImage {
  readonly name: string;
  readonly reference: string;
  /** Absolute path of the archive. */
  readonly file: string;
  /** Of the whole archive. */
  readonly bytes: number;
  /** Of the layers that no other image has, compressed. */
  readonly ownBytes: number;
  /** Of all layers, unpacked. */
  readonly unpackedBytes: number;
  /** Of the archive, in hexadecimal. */
  readonly sha256: string;
}

/** Writes the image unless the archive is there already from the very same inputs. */
export async function writePlannedImage(
  plan: ImagePlan,
  file: string,
): Promise<BuiltImage & { readonly fresh: boolean }> {
  const note = file.replace(/\.tar$/, ".json");
  const inputs = await fingerprintPlan(plan);
  const known = await readNote(note, file);
  if (known?.inputs === inputs) return { ...known.image, file, fresh: true };
  const image = await write(plan, file);
  await writeNote(note, `${JSON.stringify({ inputs, image }, undefined, 2)}\n`);
  return { ...image, fresh: false };
}

/** As a whole: suites that run side by side read and write the same ones. */
async function writeNote(note: string, text: string): Promise<void> {
  const unfinished = `${note}.${randomUUID()}`;
  await writeFile(unfinished, text);
  await rename(unfinished, note);
}

async function write(plan: ImagePlan, file: string): Promise<BuiltImage> {
  await mkdir(dirname(file), { recursive: true });
  const folder = await mkdtemp(join(tmpdir(), "image-layer-"));
  try {
    const own = [...plan.extra, ...(plan.entries.length > 0 ? [await makeLayer(plan.entries, folder)] : [])];
    const layers = [...plan.shared, ...own];
    await writeImageArchive({ reference: plan.reference, layers, config: plan.config, file });
    return {
      name: plan.name,
      reference: plan.reference,
      file,
      bytes: (await stat(file)).size,
      ownBytes: sum(own.map(({ bytes }) => bytes)),
      unpackedBytes: sum(layers.map(({ unpackedBytes }) => unpackedBytes)),
      sha256: await hashFile(createHash("sha256"), file).then((hash) => hash.digest("hex")),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function fingerprintPlan({ reference, config, shared, extra, entries }: ImagePlan): Promise<string> {
  const layers = [...shared, ...extra].map(({ digest }) => digest);
  const hash = createHash("sha256").update(JSON.stringify([imageFormat, reference, config, layers]));
  for (const entry of entries) await hashEntry(hash, entry);
  return hash.digest("hex");
}

async function hashEntry(hash: Hash, entry: TarEntry): Promise<void> {
  if (!("content" in entry)) return void hash.update(JSON.stringify(entry));
  const { content, path, mode } = entry;
  hash.update(JSON.stringify([path, mode]));
  if (Buffer.isBuffer(content)) hash.update(content);
  else await hashFile(hash, content.file);
}

async function hashFile(hash: Hash, file: string): Promise<Hash> {
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) hash.update(chunk);
  return hash;
}

async function readNote(note: string, file: string) {
  if (!existsSync(note) || !existsSync(file)) return undefined;
  return JSON.parse(await readFile(note, "utf8")) as { inputs: string; image: BuiltImage };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

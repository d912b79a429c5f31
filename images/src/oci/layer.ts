import { createHash, randomUUID } from "node:crypto";
import type { Hash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { Transform } from "node:stream";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { packTar } from "./tar.ts";
import type { TarEntry } from "./tar.ts";

/** A finished layer: a gzipped tar in a file named after its digest. */
export interface Layer {
  readonly file: string;
  /** `sha256:…` of the gzipped file. */
  readonly digest: string;
  /** `sha256:…` of the tar inside. */
  readonly diffId: string;
  /** Of the gzipped file. */
  readonly bytes: number;
  /** Of the tar inside. */
  readonly unpackedBytes: number;
}

/**
 * Counted up when the same packages, files and settings give other bytes than before: what is kept of them (../debian/unpack.ts), or how
 * layers and archives are written. What was made before is then recreated.
 */
export const imageFormat = 1;

/** The folder of the user's cache that keeps what images are made of. */
export const imageCacheFolder = join(homedir(), ".cache", "tochka-rosta", "images");

/**
 * Makes a layer of these entries and keeps it under `folder`. Same entries, same bytes: the tar is arranged, gzip's header
 * bears no time, and the compressor is that of the pinned Node.
 */
export async function makeLayer(
  entries: readonly TarEntry[],
  folder: string = join(imageCacheFolder, "layers"),
): Promise<Layer> {
  await mkdir(folder, { recursive: true });
  const unfinished = join(folder, `unfinished-${randomUUID()}`);
  try {
    const layer = await writeLayer(packTar(entries), unfinished);
    const file = join(folder, `${layer.digest.replace("sha256:", "")}.tar.gz`);
    await rename(unfinished, file);
    return { ...layer, file };
  } finally {
    await rm(unfinished, { force: true });
  }
}

async function writeLayer(tar: Readable, file: string): Promise<Omit<Layer, "file">> {
  const unpacked = { hash: createHash("sha256"), bytes: 0 };
  const packed = { hash: createHash("sha256"), bytes: 0 };
  await pipeline(tar, measure(unpacked), createGzip({ level: 6 }), measure(packed), createWriteStream(file));
  return {
    digest: `sha256:${packed.hash.digest("hex")}`,
    diffId: `sha256:${unpacked.hash.digest("hex")}`,
    bytes: packed.bytes,
    unpackedBytes: unpacked.bytes,
  };
}

function measure(total: { readonly hash: Hash; bytes: number }): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      total.hash.update(chunk);
      total.bytes += chunk.length;
      done(null, chunk);
    },
  });
}

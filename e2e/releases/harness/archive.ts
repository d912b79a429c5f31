import { spawn } from "node:child_process";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { constants, createGunzip, createZstdCompress, createZstdDecompress } from "node:zlib";

// The window reaches over the whole folder: each database is a copy of the same template, which then costs nothing.
const windowLog = 27;

/** Packs a folder's entries into a zstd-compressed tar archive, in an order that does not change. Needs GNU tar. */
export async function packFolder(folder: string, file: string, excluded: readonly string[] = []): Promise<void> {
  const fixed = ["--sort=name", "--numeric-owner", "--owner=0", "--group=0", "--mtime=@0"];
  const exclude = excluded.map((path) => `--exclude=${path}`);
  const tar = spawn("tar", ["-cf", "-", "-C", folder, ...fixed, ...exclude, "."], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const params = {
    [constants.ZSTD_c_compressionLevel]: 19,
    [constants.ZSTD_c_windowLog]: windowLog,
    [constants.ZSTD_c_enableLongDistanceMatching]: 1,
  };
  await Promise.all([untilDone(tar), pipeline(tar.stdout, createZstdCompress({ params }), createWriteStream(file))]);
}

/** Unpacks a `.tar.zst` or `.tar.gz` archive into a folder, which is made. */
export async function unpackArchive(file: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const tar = spawn("tar", ["-xf", "-", "-C", folder, "--no-same-owner"], { stdio: ["pipe", "inherit", "inherit"] });
  const decompress = file.endsWith(".gz")
    ? createGunzip()
    : createZstdDecompress({ params: { [constants.ZSTD_d_windowLogMax]: windowLog } });
  await Promise.all([untilDone(tar), pipeline(createReadStream(file), decompress, tar.stdin)]);
}

function untilDone(tar: ReturnType<typeof spawn>): Promise<void> {
  return new Promise((resolve, reject) => {
    tar.once("error", reject);
    tar.once("close", (code) => (code === 0 ? resolve() : reject(new Error(`tar ended with ${code ?? "a signal"}`))));
  });
}

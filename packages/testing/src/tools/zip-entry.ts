import { open } from "node:fs/promises";
import { inflateRawSync } from "node:zlib";

/**
 * The contents of one file of a zip archive (stored or deflated, no zip64): what `unzip -p` prints, where there is no unzip.
 * Field offsets: APPNOTE 4.3.7, 4.3.12, 4.3.16. @throws Error when the archive has no such file.
 */
export async function readZipEntry(archive: string, name: string): Promise<Buffer> {
  const file = await open(archive);
  try {
    const { size } = await file.stat();
    const read = async (position: number, length: number) => {
      const { buffer } = await file.read(Buffer.alloc(length), 0, length, position);
      return buffer;
    };
    const tailLength = Math.min(size, 65_557);
    const tail = await read(size - tailLength, tailLength);
    const end = tail.lastIndexOf(Buffer.from("PK\u0005\u0006", "latin1"));
    if (end < 0) throw new Error(`${archive} is not a zip archive`);
    const directory = await read(tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
    const entry = findEntry(directory, name);
    if (!entry) throw new Error(`${archive} holds no ${name}`);
    const local = await read(entry.offset, 30);
    const start = entry.offset + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
    const packed = await read(start, entry.packedSize);
    return entry.isDeflated ? inflateRawSync(packed) : packed;
  } finally {
    await file.close();
  }
}

function findEntry(directory: Buffer, wanted: string) {
  for (let at = 0; at + 46 <= directory.length;) {
    const nameLength = directory.readUInt16LE(at + 28);
    const name = directory.toString("utf8", at + 46, at + 46 + nameLength);
    if (name === wanted) {
      const isDeflated = directory.readUInt16LE(at + 10) === 8;
      return { isDeflated, packedSize: directory.readUInt32LE(at + 20), offset: directory.readUInt32LE(at + 42) };
    }
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return undefined;
}

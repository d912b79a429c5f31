import type { ByteSource } from "./byte-source.ts";
import type { PictureHeader } from "./picture-header.ts";

type Size = Pick<PictureHeader, "width" | "height">;

/** The three beginnings of a WebP file: lossy (RFC 6386, 9.1), lossless, and extended (RFC 9649). */
const readers: Readonly<Record<string, (head: Buffer) => Size>> = {
  "VP8 ": (head) => ({ width: head.readUInt16LE(26) & 0x3fff, height: head.readUInt16LE(28) & 0x3fff }),
  VP8L: (head) => {
    const bits = head.readUInt32LE(21);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  },
  VP8X: (head) => ({ width: head.readUIntLE(24, 3) + 1, height: head.readUIntLE(27, 3) + 1 }),
};

export async function readWebpHeader(source: ByteSource): Promise<PictureHeader | undefined> {
  const head = await source.read(0, 30);
  const read = readers[head.toString("latin1", 12, 16)];
  return head.length === 30 && read ? { format: "webp", ...read(head) } : undefined;
}

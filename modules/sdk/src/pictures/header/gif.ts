import type { ByteSource } from "./byte-source.ts";
import type { PictureHeader } from "./picture-header.ts";

/** The size of the whole screen, on which frames are drawn (GIF89a, 18). */
export async function readGifHeader(source: ByteSource): Promise<PictureHeader | undefined> {
  const head = await source.read(0, 13);
  if (head.length < 13) return undefined;
  return { format: "gif", width: head.readUInt16LE(6), height: head.readUInt16LE(8) };
}

import type { ByteSource } from "./byte-source.ts";
import type { PictureHeader } from "./picture-header.ts";

/** IHDR is always the first chunk (PNG, 11.2.2). */
export async function readPngHeader(source: ByteSource): Promise<PictureHeader | undefined> {
  const head = await source.read(0, 29);
  if (head.length < 29 || head.toString("latin1", 12, 16) !== "IHDR") return undefined;
  return { format: "png", width: head.readUInt32BE(16), height: head.readUInt32BE(20) };
}

import type { ByteSource } from "./byte-source.ts";
import type { PictureHeader } from "./picture-header.ts";

/** ISO base media boxes (ISO/IEC 14496-12); HEIF (23008-12) keeps sizes in `ispe` and colours in `colr` below meta/iprp/ipco. */
interface Box {
  readonly type: string;
  readonly content: Buffer;
}

/** Descriptions of phones' photos take some 10 KB; a box that claims more is not read. */
const MAX_META_BYTES = 1024 * 1024;
const MAX_TOP_BOXES = 16;
const DISPLAY_P3_PRIMARIES = 12;

function* boxesOf(bytes: Buffer): Generator<Box> {
  for (let offset = 0; offset + 8 <= bytes.length;) {
    const size = bytes.readUInt32BE(offset);
    if (size < 8 || offset + size > bytes.length) return;
    yield {
      type: bytes.toString("latin1", offset + 4, offset + 8),
      content: bytes.subarray(offset + 8, offset + size),
    };
    offset += size;
  }
}

function findBox(bytes: Buffer, type: string): Buffer | undefined {
  for (const box of boxesOf(bytes)) if (box.type === type) return box.content;
  return undefined;
}

async function readMeta(source: ByteSource): Promise<Buffer | undefined> {
  let offset = 0;
  for (let index = 0; index < MAX_TOP_BOXES; index += 1) {
    const head = await source.read(offset, 8);
    if (head.length < 8) return undefined;
    const size = head.readUInt32BE(0);
    if (head.toString("latin1", 4, 8) === "meta") {
      return size > 12 && size <= MAX_META_BYTES ? (await source.read(offset, size)).subarray(12) : undefined;
    }
    if (size < 8) return undefined;
    offset += size;
  }
  return undefined;
}

function isDisplayP3(colour: Buffer): boolean {
  const kind = colour.toString("latin1", 0, 4);
  if (kind === "nclx") return colour.length >= 6 && colour.readUInt16BE(4) === DISPLAY_P3_PRIMARIES;
  return kind === "prof" && /D\0?i\0?s\0?p\0?l\0?a\0?y\0? \0?P\0?3/.test(colour.toString("latin1"));
}

/**
 * The size of the largest picture inside: the photo itself, whose tiles, thumbnail and depth map are smaller. A file may lie; what it then
 * costs is bounded by the limits of the process that decodes it.
 */
export async function readHeifHeader(source: ByteSource, format: "avif" | "heic"): Promise<PictureHeader | undefined> {
  const meta = await readMeta(source);
  const properties = meta && findBox(findBox(meta, "iprp") ?? Buffer.alloc(0), "ipco");
  if (!properties) return undefined;
  let largest: PictureHeader | undefined;
  let hasDisplayP3 = false;
  for (const { type, content } of boxesOf(properties)) {
    if (type === "colr") hasDisplayP3 ||= isDisplayP3(content);
    if (type !== "ispe" || content.length < 12) continue;
    const size = { width: content.readUInt32BE(4), height: content.readUInt32BE(8) };
    if (!largest || size.width * size.height > largest.width * largest.height) largest = { format, ...size };
  }
  return largest && { ...largest, ...(hasDisplayP3 && { isDisplayP3: true }) };
}

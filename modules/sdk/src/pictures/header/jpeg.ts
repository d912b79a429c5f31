import type { ByteSource } from "./byte-source.ts";
import type { PictureHeader } from "./picture-header.ts";

const START = 0xd8;
const END = 0xd9;
const SCAN = 0xda;
/** Frames, but for the tables that share their range of codes: DHT, JPG and DAC. */
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
const PROGRESSIVE = 0xc2;
/** More segments than any camera writes. */
const MAX_SEGMENTS = 2_000;

/** Whether every component is stored at full size: 4:4:4. */
function isUnsampled(frame: Buffer): boolean {
  const components = frame[5] ?? 0;
  const factors = Array.from({ length: components }, (_, index) => frame[7 + index * 3]);
  return components >= 3 && factors.every((factor) => factor === factors[0]);
}

async function readFrame(source: ByteSource, offset: number, marker: number): Promise<PictureHeader | undefined> {
  const frame = await source.read(offset, 32);
  if (frame.length < 8) return undefined;
  const isHeldWhole = marker === PROGRESSIVE && isUnsampled(frame);
  const size = { width: frame.readUInt16BE(3), height: frame.readUInt16BE(1) };
  return { format: "jpeg", ...size, ...(isHeldWhole && { isHeldWhole }) };
}

/**
 * Walks the segments to the frame that says the size (ITU T.81, B.1); undefined where there is none.
 * @see https://www.w3.org/Graphics/JPEG/itu-t81.pdf
 */
export async function readJpegHeader(source: ByteSource): Promise<PictureHeader | undefined> {
  let offset = 2;
  for (let segment = 0; segment < MAX_SEGMENTS; segment += 1) {
    const head = await source.read(offset, 4);
    if (head.length < 4 || head[0] !== 0xff) return undefined;
    const marker = head[1] ?? 0;
    if (marker === 0xff) {
      // Any number of these may fill the space before a marker.
      offset += 1;
      continue;
    }
    if (marker === SCAN || marker === END || marker === START) return undefined;
    if (isFrame(marker)) return readFrame(source, offset + 4, marker);
    offset += 2 + head.readUInt16BE(2);
  }
  return undefined;
}

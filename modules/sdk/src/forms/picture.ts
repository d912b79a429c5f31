/** The largest picture a module keeps: 2 MiB. */
export const PICTURE_LIMIT_BYTES = 2 * 1024 * 1024;

export type PictureType = "image/jpeg" | "image/png" | "image/webp";

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Tells a picture by its first bytes, never by its name or by what the browser claims; undefined for anything else (SVG too). */
export function detectPictureType(bytes: Buffer): PictureType | undefined {
  if (bytes.length > 3 && bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return "image/jpeg";
  if (bytes.length > 24 && bytes.subarray(0, 8).equals(PNG_SIGNATURE)) return "image/png";
  const isRiff = bytes.length > 16 && bytes.toString("latin1", 0, 4) === "RIFF";
  return isRiff && bytes.toString("latin1", 8, 12) === "WEBP" ? "image/webp" : undefined;
}

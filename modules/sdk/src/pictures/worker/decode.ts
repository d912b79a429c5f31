import sharp, { type Sharp } from "sharp";
import { PIXEL_LIMIT } from "../budget.ts";
import type { PictureFormat, PictureHeader } from "../header/picture-header.ts";
import { type PictureSize, planSizes } from "../variants.ts";
import { convertDisplayP3 } from "./display-p3.ts";

/** Pixels and nothing else, in sRGB, turned as people see them, no larger than the largest form that is kept. */
export interface DecodedPicture extends PictureSize {
  readonly pixels: Buffer;
  readonly channels: 1 | 2 | 3 | 4;
  /** The size of the whole picture, turned. */
  readonly original: PictureSize;
}

const loaders: Readonly<Record<Exclude<PictureFormat, "heic">, string>> = {
  jpeg: "VipsForeignLoadJpegBuffer",
  png: "VipsForeignLoadPngBuffer",
  webp: "VipsForeignLoadWebpBuffer",
  gif: "VipsForeignLoadNsgifBuffer",
  avif: "VipsForeignLoadHeifBuffer",
};

/** Only the decoder that the header names may run: what a file turns out to be later starts no other. */
function allowOnly(format: PictureFormat): void {
  sharp.block({ operation: ["VipsForeignLoad"] });
  if (format !== "heic") sharp.unblock({ operation: [loaders[format]] });
}

const inputOptions = { limitInputPixels: PIXEL_LIMIT, failOn: "error", sequentialRead: true } as const;

async function openPicture(bytes: Buffer, format: PictureFormat): Promise<{ image: Sharp; original: PictureSize }> {
  if (format === "heic") {
    const { decodeHeic } = await import("./heic.ts");
    const { pixels, width, height } = await decodeHeic(bytes);
    return { image: sharp(pixels, { raw: { width, height, channels: 4 } }), original: { width, height } };
  }
  const image = sharp(bytes, inputOptions);
  const { autoOrient } = await image.metadata();
  return { image: image.autoOrient(), original: autoOrient };
}

/**
 * Decodes a picture once, down to the largest form that is kept.
 * @throws Error for a file that cannot be decoded whole
 */
export async function decodePicture(bytes: Buffer, { format, isDisplayP3 }: PictureHeader): Promise<DecodedPicture> {
  // Of the two, a small footprint is worth more than speed: one picture at a time, once.
  sharp.concurrency(1);
  sharp.cache(false);
  allowOnly(format);
  const { image, original } = await openPicture(bytes, format);
  const largest = planSizes(original).at(-1) ?? original;
  const { data, info } = await image
    .toColourspace("srgb")
    .resize(largest.width, largest.height, { fit: "fill" })
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  if (isDisplayP3 && channels >= 3) convertDisplayP3(data, channels);
  return { pixels: data, width, height, channels, original };
}

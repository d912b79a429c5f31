import sharp from "sharp";
import { planVariants, type PictureVariant } from "../variants.ts";
import type { DecodedPicture } from "./decode.ts";

const WEBP = { quality: 80, effort: 4 } as const;
const JPEG = { quality: 80, progressive: true, optimiseCoding: true } as const;
/** JPEG has no transparency; pages in dark show the WebP. */
const PAPER = "#ffffff";

function encodeVariant({ pixels, width, height, channels }: DecodedPicture, plan: PictureVariant): Promise<Buffer> {
  const image = sharp(pixels, { raw: { width, height, channels } }).resize(plan.width, plan.height, { fit: "fill" });
  return plan.format === "webp"
    ? image.webp(WEBP).toBuffer()
    : image.flatten({ background: PAPER }).jpeg(JPEG).toBuffer();
}

/** Encodes all forms of a picture, one after another; no metadata is written since none was read. */
export async function encodeVariants(picture: DecodedPicture): Promise<Buffer[]> {
  const encoded: Buffer[] = [];
  for (const plan of planVariants(picture.original)) encoded.push(await encodeVariant(picture, plan));
  return encoded;
}

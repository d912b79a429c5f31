import type { PictureFormat, PictureHeader } from "./header/picture-header.ts";

/**
 * Millions of pixels that are decoded within the memory of a module's container; docs/measurements/pictures.md has what each costs. A picture beyond
 * them is refused by its header, before any of it is decoded.
 */
const megapixelLimits: Readonly<Record<PictureFormat, number>> = {
  jpeg: 50,
  png: 50,
  webp: 50,
  gif: 25,
  avif: 8,
  heic: 16,
};

/** A progressive JPEG without colour subsampling is held whole, uncompressed. */
const HELD_WHOLE_MEGAPIXELS = 30;

/** What no decoder may go beyond, whatever the header said. */
export const PIXEL_LIMIT = Math.max(...Object.values(megapixelLimits)) * 1_000_000;

/** Longer sides are bombs or panoramas that no page shows. */
const LONGEST_SIDE = 16_384;

/** How many millions of pixels of this kind are taken. Pure. */
export function megapixelLimitOf({ format, isHeldWhole }: Pick<PictureHeader, "format" | "isHeldWhole">): number {
  return isHeldWhole ? HELD_WHOLE_MEGAPIXELS : megapixelLimits[format];
}

/** Whether decoding it stays within the budget of its format. Pure. */
export function isWithinBudget(header: PictureHeader): boolean {
  const { width, height } = header;
  return Math.max(width, height) <= LONGEST_SIDE && width * height <= megapixelLimitOf(header) * 1_000_000;
}

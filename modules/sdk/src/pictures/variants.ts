/** The longest sides in which a picture is kept; none is larger than the picture itself. */
const LONGEST_SIDES = [320, 800, 1600] as const;

/** WebP for browsers, and JPEG for what reads nothing else: mail, messengers, old telephones. */
const variantFormats = ["webp", "jpeg"] as const;
export type VariantFormat = (typeof variantFormats)[number];

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** One stored form of a picture. */
export interface PictureVariant extends PictureSize {
  /** The last part of its address, after the longest side: `800.webp`. */
  readonly name: string;
  readonly format: VariantFormat;
}

/** A size within a square of this side, its shape kept to the pixel. */
function within({ width, height }: PictureSize, side: number): PictureSize {
  const scale = Math.min(1, side / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** The sizes in which a picture of this size is kept, the smallest first. Pure. */
export function planSizes(size: PictureSize): PictureSize[] {
  const longest = Math.max(size.width, size.height);
  const count = LONGEST_SIDES.findIndex((side) => side >= longest);
  const sides = count < 0 ? LONGEST_SIDES : LONGEST_SIDES.slice(0, count + 1);
  return sides.map((side) => within(size, side));
}

/** All stored forms of a picture of this size; pages make addresses of it without asking the store. Pure. */
export function planVariants(size: PictureSize): PictureVariant[] {
  return planSizes(size).flatMap((planned) =>
    variantFormats.map((format) => ({
      ...planned,
      format,
      name: `${Math.max(planned.width, planned.height)}.${format}`,
    })),
  );
}

/** The media type of a form, by the last part of its address; undefined when there can be none of that name. */
export function mediaTypeOf(name: string): string | undefined {
  const format = /^[1-9]\d{0,4}\.(webp|jpeg)$/.exec(name)?.[1];
  return format && `image/${format}`;
}

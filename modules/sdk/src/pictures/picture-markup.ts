import { type Html, html } from "../text/html.ts";
import type { StoredPicture } from "./store/pictures.ts";
import { planVariants, type PictureVariant, type VariantFormat } from "./variants.ts";

/** How a picture is shown. */
export interface PictureOptions {
  /** What is to be seen, for who does not see it; empty where the words beside it say it already. */
  readonly alt: string;
  /** How wide it is shown, as in HTML's `sizes`: "(max-width: 40rem) 50vw, 16rem". */
  readonly sizes: string;
  /** Loaded at once, since it is what the page is about; others wait until they are near. */
  readonly isFirst?: boolean;
}

/** The address of one form of a picture; what is there never changes. */
export function pictureVariantPath({ id }: Pick<StoredPicture, "id">, { name }: Pick<PictureVariant, "name">): string {
  return `/pictures/${id}/${name}`;
}

function sourceSet(picture: StoredPicture, variants: readonly PictureVariant[], format: VariantFormat): string {
  const ofFormat = variants.filter((variant) => variant.format === format);
  return ofFormat.map((variant) => `${pictureVariantPath(picture, variant)} ${variant.width}w`).join(", ");
}

/** Path of the largest JPEG: for link previews, structured data and programs. */
export function picturePath(picture: Pick<StoredPicture, "id">): string {
  return `/pictures/${picture.id}`;
}

/** Path of the smallest JPEG. */
export function pictureThumbnailPath(picture: StoredPicture): string {
  const smallest = planVariants(picture).find(({ format }) => format === "jpeg");
  return smallest ? pictureVariantPath(picture, smallest) : picturePath(picture);
}

/** A picture in the sizes it has, with its dimensions, so that nothing moves while it loads. */
export function pictureTag(picture: StoredPicture, { alt, sizes, isFirst = false }: PictureOptions): Html {
  const variants = planVariants(picture);
  const fallback = variants.find(({ format, width, height }) => format === "jpeg" && Math.max(width, height) >= 800);
  const shown = fallback ?? variants.at(-1);
  return html`<picture>
    <source type="image/webp" srcset="${sourceSet(picture, variants, "webp")}" sizes="${sizes}" />
    <img
      src="${shown ? pictureVariantPath(picture, shown) : ""}"
      srcset="${sourceSet(picture, variants, "jpeg")}"
      sizes="${sizes}"
      width="${shown?.width}"
      height="${shown?.height}"
      alt="${alt}"
      ${!isFirst && html`loading="lazy"`}
      decoding="async"
    />
  </picture>`;
}

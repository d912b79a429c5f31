import { picturePath, type StoredPicture } from "@tochka-rosta/sdk";

export type ProductStatus = "draft" | "published" | "archived";

/** A picture of an earlier release that cannot be decoded: it is kept, and not shown. */
interface UnreadablePicture {
  readonly id: string;
  readonly width: null;
}

export interface Product {
  readonly id: number;
  readonly title: string;
  readonly description: string;
  readonly priceKopecks: number;
  readonly stockQuantity: number;
  readonly status: ProductStatus;
  /** The first of its pictures; null where there is none. */
  readonly pictureId: string | null;
  /** Its size; null while an earlier release's picture has not been encoded anew, and without sizes when it cannot be. */
  readonly picture: StoredPicture | UnreadablePicture | null;
  readonly pictureAlt: string | null;
  readonly updatedAt: Date;
  /** Goes up with each edit of the card. */
  readonly version: number;
}

const LETTERS: Readonly<Record<string, string>> = {
  а: "a", б: "b", в: "v", г: "g", д: "d", е: "e", ё: "e", ж: "zh", з: "z", и: "i", й: "y", к: "k", л: "l", м: "m", н: "n",
  о: "o", п: "p", р: "r", с: "s", т: "t", у: "u", ф: "f", х: "h", ц: "ts", ч: "ch", ш: "sh", щ: "sch", ъ: "", ы: "y",
  ь: "", э: "e", ю: "yu", я: "ya",
}; // prettier-ignore

/** A title in Latin letters for an address: "Чай «Улун», 100 г" is "chay-ulun-100-g". May be empty. */
export function slugOf(title: string): string {
  return [...title.toLowerCase()]
    .map((letter) => LETTERS[letter] ?? letter)
    .join("")
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 60)
    .replace(/^-+|-+$/g, "");
}

/** Path of a product's page; the id at its end finds it, so that a changed title leads on from the old address. */
export function productPath(product: { readonly id: number; readonly title: string }): string {
  const slug = slugOf(product.title);
  return `/products/${slug === "" ? "" : `${slug}-`}${product.id}`;
}

/** The id at the end of a product's path; undefined when there is none. */
export function idOfSlug(slug: string): number | undefined {
  const match = /(?:^|-)(\d{1,15})$/.exec(slug);
  return match ? Number(match[1]) : undefined;
}

/** Whether a product has a picture that cannot be decoded. */
export function hasUnreadablePicture({ picture }: Pick<Product, "picture">): boolean {
  return picture?.width === null;
}

/** Path of a product's picture for programs, previews and search engines; undefined where none can be shown. */
export function productPicturePath(product: Pick<Product, "picture" | "pictureId">): string | undefined {
  const { pictureId } = product;
  return pictureId === null || hasUnreadablePicture(product) ? undefined : picturePath({ id: pictureId });
}

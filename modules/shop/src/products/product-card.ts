import { formatKopecks, type Html, html, pictureTag, type RequestContext } from "@tochka-rosta/sdk";
import { shopTexts } from "../texts.ts";
import { type Product, productPath, productPicturePath } from "./product.ts";
import { catalogueTexts } from "./texts.ts";

type PicturedProduct = Pick<Product, "title" | "pictureId" | "picture" | "pictureAlt">;

/** How wide pictures are on the shop's pages. */
const SIZES = {
  thumbnail: "4.25rem",
  card: "(max-width: 40rem) 50vw, 20rem",
  page: "(max-width: 52rem) 100vw, 36rem",
} as const;

/**
 * A product's picture, or a quiet stand-in with its first letter. A thumbnail stands in a list that names the product beside it
 * and says nothing to a screen reader; elsewhere the picture carries the product's name, for people and for image search.
 */
export function pictureOf(product: PicturedProduct, size: keyof typeof SIZES): Html {
  const path = productPicturePath(product);
  if (path === undefined) {
    return html`<span class="no-picture" aria-hidden="true">${[...product.title][0]?.toUpperCase()}</span>`;
  }
  const alt = size === "thumbnail" ? "" : product.pictureAlt || product.title;
  const isFirst = size === "page";
  const { picture } = product;
  if (picture && picture.width !== null) return pictureTag(picture, { alt, sizes: SIZES[size], isFirst });
  // Of an earlier release, and not encoded anew yet: its address does that.
  return html`<img src="${path}" alt="${alt}" ${!isFirst && html`loading="lazy"`} decoding="async" />`;
}

/** One product in the catalogue. */
export function productCard(product: Product, context: RequestContext): Html {
  const isSoldOut = product.stockQuantity === 0;
  return html`<li class="card product-card">
    <div class="picture">${pictureOf(product, "card")}</div>
    <div class="about">
      <h2><a class="cover" href="${productPath(product)}">${product.title}</a></h2>
      <div class="row-between">
        <p class="price number">${formatKopecks(product.priceKopecks, context.language)}</p>
        ${
          isSoldOut
            ? html`<span class="badge">${context.translate(shopTexts.soldOut)}</span>`
            : html`<form method="post" action="/cart/lines" class="above">
                <input type="hidden" name="productId" value="${product.id}" />
                <button
                  class="button"
                  type="submit"
                  aria-label="${context.translate(catalogueTexts.addToCart)}: ${product.title}"
                >
                  ${context.translate(catalogueTexts.addToCart)}
                </button>
              </form>`
        }
      </div>
    </div>
  </li>`;
}

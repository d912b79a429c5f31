import { formatKopecks, type Html, html, type RequestContext } from "@tochka-rosta/sdk";
import { shopTexts } from "../texts.ts";
import { picturePath, type Product, productPath } from "./product.ts";
import { catalogueTexts } from "./texts.ts";

/**
 * A product's picture, or a quiet stand-in with its first letter. A thumbnail stands in a list that names the product beside it
 * and says nothing to a screen reader; elsewhere the picture carries the product's name, for people and for image search.
 */
export function pictureOf(product: Pick<Product, "title" | "pictureId">, size: "thumbnail" | "card" | "page"): Html {
  if (product.pictureId === null) {
    return html`<span class="no-picture" aria-hidden="true">${[...product.title][0]?.toUpperCase()}</span>`;
  }
  const alt = size === "thumbnail" ? "" : product.title;
  const loading = size !== "page" && html`loading="lazy"`;
  return html`<img src="${picturePath(product.pictureId)}" alt="${alt}" ${loading} decoding="async" />`;
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

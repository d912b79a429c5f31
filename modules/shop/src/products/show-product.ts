import {
  formatDecimalRubles,
  formatKopecks,
  type Html,
  html,
  page,
  pictureTag,
  type PublicRoute,
  refusals,
  refuse,
  type RequestContext,
} from "@tochka-rosta/sdk";
import { shopTexts } from "../texts.ts";
import { listProductPictures, type ProductPicture } from "../pictures/store.ts";
import { idOfSlug, type Product, productPath, productPicturePath } from "./product.ts";
import { pictureOf } from "./product-card.ts";
import { findProduct } from "./store.ts";
import { catalogueTexts } from "./texts.ts";

const FEW = 3;

function stockLine(product: Product, context: RequestContext): Html {
  const count = product.stockQuantity;
  if (count === 0) return html`<span class="badge">${context.translate(shopTexts.soldOut)}</span>`;
  if (count <= FEW)
    return html`<span class="badge badge-warn">${context.translate(catalogueTexts.fewLeft, { count })}</span>`;
  return html`<span class="badge badge-good">${context.translate(catalogueTexts.inStock, { count })}</span>`;
}

function buyForm(product: Product, context: RequestContext): Html {
  // No upper bound: the cart says in our words and the visitor's language what it could not take.
  return html`<form method="post" action="/cart/lines" class="row">
    <input type="hidden" name="productId" value="${product.id}" />
    <label class="hidden-label" for="quantity">${context.translate(catalogueTexts.quantity)}</label>
    <input class="quantity" type="number" id="quantity" name="quantity" min="1" value="1" required />
    <button class="button" type="submit">${context.translate(catalogueTexts.addToCart)}</button>
  </form>`;
}

/** One product for search engines: Product with one Offer, as Yandex and Google want it. */
function productData(product: Product, origin: string): object {
  const picture = productPicturePath(product);
  return {
    "@context": "https://schema.org",
    "@type": "Product",
    name: product.title,
    description: product.description || product.title,
    ...(picture !== undefined && { image: [origin + picture] }),
    offers: {
      "@type": "Offer",
      url: origin + productPath(product),
      price: formatDecimalRubles(product.priceKopecks),
      priceCurrency: "RUB",
      availability: `https://schema.org/${product.stockQuantity > 0 ? "InStock" : "OutOfStock"}`,
    },
  };
}

/** The pictures besides the first. */
function gallery(product: Product, pictures: readonly ProductPicture[]): Html | false {
  const others = pictures.filter(({ id }) => id !== product.pictureId);
  if (others.length === 0) return false;
  return html`<ul class="gallery">
    ${others.map(
      (picture) =>
        html`<li class="picture">
          ${pictureTag(picture, { alt: picture.alt || product.title, sizes: "(max-width: 52rem) 50vw, 18rem" })}
        </li>`,
    )}
  </ul>`;
}

function productBody(product: Product, pictures: readonly ProductPicture[], context: RequestContext): Html {
  return html`<div class="stack">
    <p><a href="/">${context.translate(catalogueTexts.backToCatalogue)}</a></p>
    <article class="card product">
      <div class="stack">
        <div class="picture">${pictureOf(product, "page")}</div>
        ${gallery(product, pictures)}
      </div>
      <div class="stack">
        <h1>${product.title}</h1>
        <div class="row">
          <p class="price price-big number">${formatKopecks(product.priceKopecks, context.language)}</p>
          ${stockLine(product, context)}
        </div>
        ${product.stockQuantity > 0 && buyForm(product, context)}
        ${product.description !== "" && html`<p class="prose">${product.description}</p>`}
      </div>
    </article>
  </div>`;
}

/** A product's page; an address with an old title leads on to the present one. */
export const showProduct: PublicRoute = {
  method: "GET",
  url: "/products/:slug",
  handle: async (context) => {
    const id = idOfSlug(context.params["slug"] ?? "");
    const product = id === undefined ? undefined : await findProduct(context.database, id);
    if (product?.status !== "published") return refuse(refusals.notFound);
    const path = productPath(product);
    const picture = productPicturePath(product);
    if (path !== context.path) return { kind: "redirect", path, isPermanent: true };
    return page({
      title: product.title,
      description: (product.description || product.title).slice(0, 200),
      canonicalPath: path,
      openGraphType: "product",
      ...(picture !== undefined && { picturePath: picture }),
      jsonLd: [productData(product, context.identity.origin)],
      body: productBody(product, await listProductPictures(context.database, product.id), context),
    });
  },
};

import { type AdminRoute, formatKopecks, type Html, html, icon, page, type Visit } from "@tochka-rosta/sdk";
import { adminTexts, shopTexts } from "../texts.ts";
import { productAdminTexts as texts } from "./admin-texts.ts";
import type { Product, ProductStatus } from "./product.ts";
import { pictureOf } from "./product-card.ts";
import { listByStatus } from "./store.ts";

const BADGES: Readonly<Record<ProductStatus, string>> = { draft: "badge-warn", published: "badge-good", archived: "" };

export function productBadge(status: ProductStatus, visit: Visit): Html {
  return html`<span class="badge ${BADGES[status]}">${visit.say(texts[status])}</span>`;
}

function productItem(product: Product, visit: Visit): Html {
  const { stockQuantity: count } = product;
  return html`<li>
    <div class="thumb">${pictureOf(product, "thumbnail")}</div>
    <div class="grow stack-tight">
      <a class="strong cover" href="/admin/products/${product.id}">${product.title}</a>
      <div class="row small">
        <span class="number">${formatKopecks(product.priceKopecks, visit.language)}</span>
        ${
          count === 0
            ? html`<span class="badge badge-bad">${visit.say(shopTexts.soldOut)}</span>`
            : html`<span class="soft number">${visit.say(shopTexts.pieces, { count })}</span>`
        }
        ${productBadge(product.status, visit)}
      </div>
    </div>
  </li>`;
}

function emptyList(isArchive: boolean, visit: Visit): Html {
  if (isArchive)
    return html`<section class="card empty"><p class="soft">${visit.say(texts.emptyArchive)}</p></section>`;
  return html`<section class="card empty">
    <div class="sign">${icon("box")}</div>
    <h2>${visit.say(texts.emptyTitle)}</h2>
    <p class="soft">${visit.say(texts.emptyText)}</p>
    <a class="button" href="/admin/products/new">${visit.say(texts.add)}</a>
  </section>`;
}

/** The owner's products: current ones, or the archive. */
export const listAdminProducts: AdminRoute = {
  method: "GET",
  url: "/admin/products",
  handle: async (visit) => {
    const isArchive = visit.query["view"] === "archive";
    const products = await listByStatus(visit.database, isArchive ? ["archived"] : ["draft", "published"]);
    const title = visit.say(adminTexts.products);
    const current = (is: boolean): Html | false => is && html`aria-current="page"`;
    return page({
      title,
      body: html`<div class="stack">
        <div class="row-between">
          <h1>${title}</h1>
          <a class="button" href="/admin/products/new">${visit.say(texts.add)}</a>
        </div>
        <nav class="search-filter" aria-label="${visit.say(texts.filter)}">
          <a class="chip" href="/admin/products" ${current(!isArchive)}>${visit.say(texts.current)}</a>
          <a class="chip" href="/admin/products?view=archive" ${current(isArchive)}>${visit.say(texts.archive)}</a>
        </nav>
        ${
          products.length === 0
            ? emptyList(isArchive, visit)
            : html`<ul class="card list">
                ${products.map((product) => productItem(product, visit))}
              </ul>`
        }
      </div>`,
    });
  },
};

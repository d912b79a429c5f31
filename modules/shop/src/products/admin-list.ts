import { type AdminRoute, formatKopecks, type Html, html, icon, page, type RequestContext } from "@tochka-rosta/sdk";
import { adminTexts, shopTexts } from "../texts.ts";
import { productAdminTexts as texts } from "./admin-texts.ts";
import { pager, readPageNumber } from "../pager.ts";
import type { Product, ProductStatus } from "./product.ts";
import { pictureOf } from "./product-card.ts";
import { listByStatus } from "./store.ts";

const BADGES: Readonly<Record<ProductStatus, string>> = { draft: "badge-warn", published: "badge-good", archived: "" };

export function productBadge(status: ProductStatus, context: RequestContext): Html {
  return html`<span class="badge ${BADGES[status]}">${context.translate(texts[status])}</span>`;
}

function productItem(product: Product, context: RequestContext): Html {
  const { stockQuantity: count } = product;
  return html`<li>
    <div class="thumb">${pictureOf(product, "thumbnail")}</div>
    <div class="grow stack-tight">
      <a class="strong cover" href="/admin/products/${product.id}">${product.title}</a>
      <div class="row small">
        <span class="number">${formatKopecks(product.priceKopecks, context.language)}</span>
        ${
          count === 0
            ? html`<span class="badge badge-bad">${context.translate(shopTexts.soldOut)}</span>`
            : html`<span class="soft number">${context.translate(shopTexts.pieces, { count })}</span>`
        }
        ${productBadge(product.status, context)}
      </div>
    </div>
  </li>`;
}

/** Products with the longest titles on one page make a tenth of the longest answer. */
const PAGE_SIZE = 100;

function emptyList(isArchive: boolean, context: RequestContext): Html {
  if (isArchive)
    return html`<section class="card empty"><p class="soft">${context.translate(texts.emptyArchive)}</p></section>`;
  return html`<section class="card empty">
    <div class="sign">${icon("box")}</div>
    <h2>${context.translate(texts.emptyTitle)}</h2>
    <p class="soft">${context.translate(texts.emptyText)}</p>
    <a class="button" href="/admin/products/new">${context.translate(texts.add)}</a>
  </section>`;
}

/** The owner's products: current ones, or the archive. */
export const listAdminProducts: AdminRoute = {
  method: "GET",
  url: "/admin/products",
  handle: async (context) => {
    const isArchive = context.query["view"] === "archive";
    const number = readPageNumber(context.query);
    const { products, total } = await listByStatus(
      context.database,
      isArchive ? ["archived"] : ["draft", "published"],
      PAGE_SIZE,
      (number - 1) * PAGE_SIZE,
    );
    const title = context.translate(adminTexts.products);
    const list = { number, size: PAGE_SIZE, total, label: title, path: "/admin/products" };
    const current = (is: boolean): Html | false => is && html`aria-current="page"`;
    return page({
      title,
      body: html`<div class="stack">
        <div class="row-between">
          <h1>${title}</h1>
          <a class="button" href="/admin/products/new">${context.translate(texts.add)}</a>
        </div>
        <nav class="search-filter" aria-label="${context.translate(texts.filter)}">
          <a class="chip" href="/admin/products" ${current(!isArchive)}>${context.translate(texts.current)}</a>
          <a class="chip" href="/admin/products?view=archive" ${current(isArchive)}
            >${context.translate(texts.archive)}</a
          >
        </nav>
        ${
          products.length === 0 && number === 1
            ? emptyList(isArchive, context)
            : html`<ul class="card list">
                ${products.map((product) => productItem(product, context))}
              </ul>`
        }
        ${pager({ ...list, query: isArchive ? { view: "archive" } : {} }, context)}
      </div>`,
    });
  },
};

import {
  type AdminRoute,
  filterLinks,
  formatKopecks,
  type Html,
  html,
  icon,
  type ListPage,
  type ListPlace,
  page,
  pager,
  readChoice,
  readPage,
  readSearch,
  type RequestContext,
  searchForm,
  similarNotice,
} from "@tochka-rosta/sdk";
import { adminTexts, shopTexts } from "../texts.ts";
import { productAdminTexts as texts } from "./admin-texts.ts";
import type { Product, ProductStatus } from "./product.ts";
import { pictureOf } from "./product-card.ts";
import { listForOwner, type ProductView, productViews } from "./store.ts";

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

const EMPTY = {
  archive: texts.emptyArchive,
  hidden: texts.emptyHidden,
  sold_out: texts.emptySoldOut,
} as const;

function emptyList(view: ProductView, search: string, context: RequestContext): Html {
  if (search !== "") {
    return html`<section class="card empty">
      <div class="sign">${icon("search")}</div>
      <h2>${context.translate(texts.nothingFound, { search })}</h2>
      <a class="button button-quiet" href="/admin/products">${context.translate(texts.showAll)}</a>
    </section>`;
  }
  if (view !== undefined)
    return html`<section class="card empty"><p class="soft">${context.translate(EMPTY[view])}</p></section>`;
  return html`<section class="card empty">
    <div class="sign">${icon("box")}</div>
    <h2>${context.translate(texts.emptyTitle)}</h2>
    <p class="soft">${context.translate(texts.emptyText)}</p>
    <a class="button" href="/admin/products/new">${context.translate(texts.add)}</a>
  </section>`;
}

function viewLinks(place: ListPlace, { translate }: RequestContext): Html {
  return filterLinks({ ...place, label: translate(texts.filter) }, "view", [
    { value: undefined, label: translate(texts.current) },
    { value: "sold_out", label: translate(texts.soldOut) },
    { value: "hidden", label: translate(texts.hidden) },
    { value: "archive", label: translate(texts.archive) },
  ]);
}

function productRows(list: ListPage<Product>, view: ProductView, search: string, context: RequestContext): Html {
  if (list.rows.length === 0) return emptyList(view, search, context);
  return html`<ul class="card list">
    ${list.rows.map((product) => productItem(product, context))}
  </ul>`;
}

/** The owner's products: current ones, those that are sold out or hidden, or the archive; found as buyers find them. */
export const listAdminProducts: AdminRoute = {
  method: "GET",
  url: "/admin/products",
  handle: async (context) => {
    const view = readChoice(context, "view", productViews);
    const search = readSearch(context);
    const list = await listForOwner(context.database, view, { search, page: readPage(context), size: PAGE_SIZE });
    const title = context.translate(adminTexts.products);
    const place = { path: "/admin/products", query: { q: search || undefined, view }, label: title };
    return page({
      title,
      body: html`<div class="stack">
        <div class="row-between">
          <h1>${title}</h1>
          <a class="button" href="/admin/products/new">${context.translate(texts.add)}</a>
        </div>
        ${searchForm({ ...place, label: context.translate(texts.search) }, context)} ${viewLinks(place, context)}
        ${similarNotice(list, search, context)} ${productRows(list, view, search, context)}
        ${pager(place, list, context)}
      </div>`,
    });
  },
};

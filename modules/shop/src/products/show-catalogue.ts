import {
  formatDecimalRubles,
  type Html,
  html,
  icon,
  page,
  type PublicRoute,
  type RequestContext,
} from "@tochka-rosta/sdk";
import { shopName } from "../frame.ts";
import { pager, readPageNumber } from "../pager.ts";
import { readSettings, type ShopSettings } from "../settings/store.ts";
import { picturePath, type Product, productPath } from "./product.ts";
import { productCard } from "./product-card.ts";
import { listPublished } from "./store.ts";
import { catalogueTexts } from "./texts.ts";

const PAGE_SIZE = 24;
const MAX_SEARCH_LENGTH = 80;

function hero(settings: ShopSettings, context: RequestContext): Html {
  const greeting = settings.greeting === "" ? context.translate(catalogueTexts.defaultGreeting) : settings.greeting;
  return html`<section class="hero">
    <h1>${shopName(settings, context)}</h1>
    <p class="prose">${greeting}</p>
  </section>`;
}

function emptyCatalogue(search: string, context: RequestContext): Html {
  if (search === "") {
    return html`<section class="card empty">
      <div class="sign">${icon("spark")}</div>
      <h2>${context.translate(catalogueTexts.soonTitle)}</h2>
      <p class="soft">${context.translate(catalogueTexts.soonText)}</p>
    </section>`;
  }
  return html`<section class="card empty">
    <div class="sign">${icon("search")}</div>
    <h2>${context.translate(catalogueTexts.nothingFound, { search })}</h2>
    <a class="button button-quiet" href="/">${context.translate(catalogueTexts.allProducts)}</a>
  </section>`;
}

function searchForm(search: string, context: RequestContext): Html {
  return html`<form class="search" role="search" action="/" method="get">
    <label class="hidden-label" for="search">${context.translate(catalogueTexts.search)}</label>
    <input
      type="search"
      id="search"
      name="q"
      value="${search}"
      maxlength="${MAX_SEARCH_LENGTH}"
      placeholder="${context.translate(catalogueTexts.search)}"
    />
    <button class="button button-quiet" type="submit">${context.translate(catalogueTexts.find)}</button>
  </form>`;
}

/** The catalogue for search engines: Yandex reads OfferCatalog with complete offers. */
function catalogueData(name: string, products: readonly Product[], origin: string): object {
  return {
    "@context": "https://schema.org",
    "@type": "OfferCatalog",
    name,
    itemListElement: products.map((product) => ({
      "@type": "Offer",
      url: origin + productPath(product),
      name: product.title,
      description: (product.description || product.title).slice(0, 200),
      ...(product.pictureId && { image: origin + picturePath(product.pictureId) }),
      price: formatDecimalRubles(product.priceKopecks),
      priceCurrency: "RUB",
      availability: `https://schema.org/${product.stockQuantity > 0 ? "InStock" : "OutOfStock"}`,
    })),
  };
}

/** The shop's first page: every published product, with search and pages. */
export const showCatalogue: PublicRoute = {
  method: "GET",
  url: "/",
  cost: (query) => ((query["q"] ?? "").trim() === "" ? "ordinary" : "expensive"),
  handle: async (context) => {
    const search = (context.query["q"] ?? "").trim().slice(0, MAX_SEARCH_LENGTH);
    const number = readPageNumber(context.query, 1000);
    const [settings, found] = await Promise.all([
      readSettings(context.database),
      listPublished(context.database, search, PAGE_SIZE, (number - 1) * PAGE_SIZE),
    ]);
    const name = shopName(settings, context);
    const withPicture = found.products.find((product) => product.pictureId !== null);
    return page({
      title: name,
      description: settings.greeting || context.translate(catalogueTexts.defaultGreeting),
      ...(search === "" && { canonicalPath: number === 1 ? "/" : `/?page=${number}` }),
      ...(withPicture?.pictureId && { picturePath: picturePath(withPicture.pictureId) }),
      jsonLd: found.products.length > 0 ? [catalogueData(name, found.products, context.identity.origin)] : [],
      body: html`<div class="stack">
        ${search === "" && number === 1 ? hero(settings, context) : html`<h1>${context.translate(catalogueTexts.catalogue)}</h1>`}
        ${(found.total > 0 || search !== "") && searchForm(search, context)}
        ${
          found.products.length === 0
            ? emptyCatalogue(search, context)
            : html`<ul class="products">
                ${found.products.map((product) => productCard(product, context))}
              </ul>`
        }
        ${pager(
          {
            number,
            size: PAGE_SIZE,
            total: found.total,
            label: context.translate(catalogueTexts.pages),
            path: "/",
            query: search === "" ? {} : { q: search },
          },
          context,
        )}
      </div>`,
    });
  },
};

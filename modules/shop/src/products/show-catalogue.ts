import {
  filterLinks,
  formatDecimalRubles,
  type Html,
  html,
  icon,
  listPath,
  type ListPlace,
  page,
  pager,
  type PublicRoute,
  readChoice,
  readPage,
  readSearch,
  type RequestContext,
  searchForm,
  similarNotice,
} from "@tochka-rosta/sdk";
import { shopName } from "../frame.ts";
import { readSettings, type ShopSettings } from "../settings/store.ts";
import { type Product, productPath, productPicturePath } from "./product.ts";
import { productCard } from "./product-card.ts";
import { type CatalogueQuery, listPublished, productSorts } from "./store.ts";
import { catalogueTexts } from "./texts.ts";

const PAGE_SIZE = 24;
/** A page reads all those before it. */
const LAST_CHEAP_PAGE = 50;
/** Fewer are seen at a glance: nothing to order or to choose from. */
const FEWEST_TO_FILTER = 4;

function hero(settings: ShopSettings, context: RequestContext): Html {
  const greeting = settings.greeting === "" ? context.translate(catalogueTexts.defaultGreeting) : settings.greeting;
  return html`<section class="hero">
    <h1>${shopName(settings, context)}</h1>
    <p class="prose">${greeting}</p>
  </section>`;
}

function emptyCatalogue({ search, isInStock }: CatalogueQuery, context: RequestContext): Html {
  if (search === "" && isInStock !== true) {
    return html`<section class="card empty">
      <div class="sign">${icon("spark")}</div>
      <h2>${context.translate(catalogueTexts.soonTitle)}</h2>
      <p class="soft">${context.translate(catalogueTexts.soonText)}</p>
    </section>`;
  }
  const title = search === "" ? catalogueTexts.allSoldOut : catalogueTexts.nothingFound;
  return html`<section class="card empty">
    <div class="sign">${icon("search")}</div>
    <h2>${context.translate(title, { search })}</h2>
    ${search !== "" && html`<p class="soft">${context.translate(catalogueTexts.tryAnother)}</p>`}
    <a class="button button-quiet" href="/">${context.translate(catalogueTexts.allProducts)}</a>
  </section>`;
}

function readQuery(context: RequestContext): CatalogueQuery {
  return {
    search: readSearch(context),
    sort: readChoice(context, "sort", productSorts),
    isInStock: readChoice(context, "in_stock", ["true"]) !== undefined,
    page: readPage(context),
    size: PAGE_SIZE,
  };
}

/** The address of the list but for its page, and its links. */
function placeOf({ search, sort, isInStock }: CatalogueQuery, label: string): ListPlace {
  const query = { q: search || undefined, sort, in_stock: isInStock === true ? "true" : undefined };
  return { path: "/", query, label };
}

function filters(query: CatalogueQuery, { translate }: RequestContext): Html {
  const place = placeOf(query, translate(catalogueTexts.sort));
  return html`<div class="row">
    ${filterLinks(place, "sort", [
      { value: undefined, label: translate(query.search === "" ? catalogueTexts.newest : catalogueTexts.best) },
      { value: "price_asc", label: translate(catalogueTexts.cheap) },
      { value: "price_desc", label: translate(catalogueTexts.dear) },
    ])}
    ${filterLinks({ ...place, label: translate(catalogueTexts.which) }, "in_stock", [
      { value: undefined, label: translate(catalogueTexts.everything) },
      { value: "true", label: translate(catalogueTexts.onlyInStock) },
    ])}
  </div>`;
}

function imageOf(product: Product, origin: string): object {
  const path = productPicturePath(product);
  return path === undefined ? {} : { image: origin + path };
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
      ...imageOf(product, origin),
      price: formatDecimalRubles(product.priceKopecks),
      priceCurrency: "RUB",
      availability: `https://schema.org/${product.stockQuantity > 0 ? "InStock" : "OutOfStock"}`,
    })),
  };
}

/** The shop's first page: every published product, with search, orders and pages. */
export const showCatalogue: PublicRoute = {
  method: "GET",
  url: "/",
  cost: ({ q = "", sort, in_stock: inStock, page: number = "1" }) => {
    const isPlain = q.trim() === "" && sort === undefined && inStock === undefined;
    return isPlain && Number(number) <= LAST_CHEAP_PAGE ? "ordinary" : "expensive";
  },
  handle: async (context) => {
    const query = readQuery(context);
    const [settings, found] = await Promise.all([
      readSettings(context.database),
      listPublished(context.database, query),
    ]);
    const { rows: products, total } = found;
    const name = shopName(settings, context);
    const place = placeOf(query, context.translate(catalogueTexts.pages));
    // Orders, filters and searches show the same products again: the plain pages are those to be found.
    const isPlain = Object.values(place.query).every((value) => value === undefined);
    const shownPicture = products.map(productPicturePath).find((path) => path !== undefined);
    return page({
      title: name,
      description: settings.greeting || context.translate(catalogueTexts.defaultGreeting),
      ...(isPlain && { canonicalPath: listPath("/", { page: query.page === 1 ? undefined : String(query.page) }) }),
      ...(shownPicture !== undefined && { picturePath: shownPicture }),
      jsonLd: products.length > 0 ? [catalogueData(name, products, context.identity.origin)] : [],
      body: html`<div class="stack">
        ${isPlain && query.page === 1 ? hero(settings, context) : html`<h1>${context.translate(catalogueTexts.catalogue)}</h1>`}
        ${(total > 0 || !isPlain) && searchForm({ ...place, label: context.translate(catalogueTexts.search) }, context)}
        ${(total >= FEWEST_TO_FILTER || (!isPlain && query.search === "")) && filters(query, context)}
        ${similarNotice(found, query.search, context)}
        ${
          products.length === 0
            ? emptyCatalogue(query, context)
            : html`<ul class="products">
                ${products.map((product) => productCard(product, context))}
              </ul>`
        }
        ${pager(place, found, context)}
      </div>`,
    });
  },
};

import { type Sitemap, SITEMAP_PART_ENTRIES } from "@tochka-rosta/sdk";
import { productPath } from "./product.ts";
import { listForSitemap, listSitemapParts } from "./store.ts";

/** Part n holds the products with ids of the n-th thousand: stable addresses, and one range of an index to read. The first holds the home page too. */
export const shopSitemap: Sitemap = {
  listParts: async ({ database }) => {
    const parts = await listSitemapParts(database, SPAN);
    return parts[0] === 1 ? parts : [1, ...parts];
  },
  readPart: async ({ database }, part) => {
    const products = await listForSitemap(database, (part - 1) * SPAN, part * SPAN);
    const entries = products.map((product) => ({ path: productPath(product), modifiedAt: product.updatedAt }));
    return part === 1 ? [{ path: "/" }, ...entries] : entries;
  },
};

/** One less than a part may hold: the home page. */
const SPAN = SITEMAP_PART_ENTRIES - 1;

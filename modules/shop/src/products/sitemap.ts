import type { SitemapEntry, RequestContext } from "@tochka-rosta/sdk";
import { productPath } from "./product.ts";
import { listForSitemap } from "./store.ts";

/** The shop's pages that search engines should know. */
export async function listShopAddresses({ database }: RequestContext): Promise<SitemapEntry[]> {
  const products = await listForSitemap(database);
  return [{ path: "/" }, ...products.map((product) => ({ path: productPath(product), modifiedAt: product.updatedAt }))];
}

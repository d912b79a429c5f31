import type { CatalogueModule, Tariff } from "./models.ts";
import { serverApi } from "./server.ts";

/** The tariffs on offer, cheapest first; undefined when core cannot be reached, so that a page can say so. */
export async function loadTariffs(): Promise<Tariff[] | undefined> {
  return loadOrSay("tariffs", async () => (await serverApi()).GET("/api/billing/tariffs"));
}

/** The catalogue of modules; undefined when core cannot be reached. */
export async function loadCatalogue(): Promise<CatalogueModule[] | undefined> {
  return loadOrSay("catalogue", async () => (await serverApi()).GET("/api/modules"));
}

async function loadOrSay<T>(what: string, call: () => Promise<{ data?: T; error?: unknown }>): Promise<T | undefined> {
  try {
    const { data, error } = await call();
    if (error !== undefined) console.error(`core refused the ${what}`, error);
    return data;
  } catch (error) {
    console.error(`core could not be asked for the ${what}`, error);
    return undefined;
  }
}

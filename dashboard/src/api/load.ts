import { cookies } from "next/headers";
import type { CatalogueModule, Tariff } from "./models.ts";
import { serverApi } from "./server.ts";
import { registrationCookie } from "./session-cookies.ts";

/** The tariffs on offer, cheapest first; undefined when core cannot be reached, so that a page can say so. */
export async function loadTariffs(): Promise<Tariff[] | undefined> {
  return loadOrSay("tariffs", async () => (await serverApi()).GET("/api/billing/tariffs"));
}

/** All tariffs, also those no longer on offer; undefined when core cannot be reached. */
export async function loadAllTariffs(): Promise<Tariff[] | undefined> {
  const params = { query: { active_only: false } };
  return loadOrSay("tariffs", async () => (await serverApi()).GET("/api/billing/tariffs", { params }));
}

/** The catalogue of modules; undefined when core cannot be reached. */
export async function loadCatalogue(): Promise<CatalogueModule[] | undefined> {
  return loadOrSay("catalogue", async () => (await serverApi()).GET("/api/modules"));
}

/** The consent that registration requires, word for word; undefined when core cannot be reached. */
export async function loadConsent() {
  return loadOrSay("consent", async () => (await serverApi()).GET("/api/auth/consent"));
}

/** The phone that this browser has proved and may register; undefined when there is none, or core cannot be reached. */
export async function loadPendingPhone(): Promise<string | undefined> {
  if (!(await cookies()).has(registrationCookie)) return undefined;
  try {
    return (await (await serverApi()).GET("/api/auth/registration")).data?.phone;
  } catch (error) {
    console.error("core did not answer whose registration goes on", error);
    return undefined;
  }
}

async function loadOrSay<T>(what: string, call: () => Promise<{ data?: T; error?: unknown }>): Promise<T | undefined> {
  try {
    const { data, error } = await call();
    if (error !== undefined) console.error(`core refused the ${what}`, error);
    return data;
  } catch (error) {
    console.error(`core did not answer the request for the ${what}`, error);
    return undefined;
  }
}

import { cookies, headers } from "next/headers";
import createClient from "openapi-fetch";
import { localeCookie, parseLocale } from "#i18n/locale.ts";
import { settings } from "#settings.ts";
import type { paths } from "./generated/schema.d.ts";

/** Longest wait for core; a page that cannot be filled says so instead of hanging. Milliseconds. */
const timeoutMilliseconds = 8_000;

/** Core's API on behalf of the person whose request is being answered: their cookies, language and address go along. */
export async function serverApi() {
  const [cookieStore, incoming] = await Promise.all([cookies(), headers()]);
  const address = incoming.get("x-forwarded-for");
  return createClient<paths>({
    baseUrl: settings().coreUrl,
    headers: {
      cookie: cookieStore.toString(),
      "accept-language": parseLocale(cookieStore.get(localeCookie)?.value),
      ...(address !== null && { "x-forwarded-for": address }),
    },
    fetch: (request) => fetch(request, { cache: "no-store", signal: AbortSignal.timeout(timeoutMilliseconds) }),
  });
}

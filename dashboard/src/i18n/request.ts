import { cookies } from "next/headers";
import { getRequestConfig } from "next-intl/server";
import { localeCookie, parseLocale } from "./locale.ts";
import { messages } from "./messages.ts";
import { parseZone, zoneCookie } from "./zone.ts";

export default getRequestConfig(async () => {
  const kept = await cookies();
  const locale = parseLocale(kept.get(localeCookie)?.value);
  return { locale, messages: messages[locale], timeZone: parseZone(kept.get(zoneCookie)?.value) };
});

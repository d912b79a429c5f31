import { NextIntlClientProvider } from "next-intl";
import { getMessages } from "next-intl/server";
import type { ReactNode } from "react";
import type { Messages } from "./messages.ts";

/** Gives client components below it the texts of these areas, and no others: every text given travels with the page. */
export async function ClientMessages({ areas, children }: { areas: readonly (keyof Messages)[]; children: ReactNode }) {
  const all = await getMessages();
  const given: Partial<Messages> = Object.fromEntries(areas.map((area) => [area, all[area]]));
  return <NextIntlClientProvider messages={given}>{children}</NextIntlClientProvider>;
}

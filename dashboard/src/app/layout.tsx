import type { Metadata, Viewport } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { OfflineBanner } from "#components/layout/offline-banner.tsx";
import { ClientMessages } from "#i18n/client-messages.tsx";
import { ZoneKeeper } from "#i18n/zone-keeper.tsx";
import { parseTheme } from "@tochka-rosta/colours";
import { themeCookie } from "#theme.ts";
import "./globals.css";

/** Title and description of the whole site. */
export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("landing");
  const common = await getTranslations("common");
  return {
    title: { default: t("title"), template: `%s · ${common("brand")}` },
    description: t("description"),
  };
}

/** Colour of the phone's browser bar. */
export const viewport: Viewport = { themeColor: "#15143c" };

export default async function RootLayout({ children }: { children: ReactNode }) {
  const t = await getTranslations("common");
  // In the page from its first byte: what a script set afterwards would flash.
  const theme = parseTheme((await cookies()).get(themeCookie)?.value);
  return (
    <html lang={await getLocale()} data-theme={theme}>
      <body>
        <a
          href="#content"
          className="sr-only rounded-lg bg-card font-semibold text-brand shadow-lift focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:px-4 focus:py-2"
        >
          {t("skipToContent")}
        </a>
        <ClientMessages areas={["common", "errors"]}>
          {children}
          <ZoneKeeper />
          <OfflineBanner />
        </ClientMessages>
      </body>
    </html>
  );
}

import { getTranslations } from "next-intl/server";
import { cookies } from "next/headers";
import { loadCatalogue, loadTariffs } from "#api/load.ts";
import { refreshCookie } from "#api/session-cookies.ts";
import { SiteFooter } from "#components/layout/site-footer.tsx";
import { SiteHeader } from "#components/layout/site-header.tsx";
import { Closing } from "#features/landing/closing.tsx";
import { Features } from "#features/landing/features.tsx";
import { GrowingPoints } from "#features/landing/growing-points.tsx";
import { Hero } from "#features/landing/hero.tsx";
import { HowItWorks } from "#features/landing/how-it-works.tsx";
import { Promises } from "#features/landing/promises.tsx";
import { Section } from "#features/landing/section.tsx";
import { TariffList } from "#features/tariffs/tariff-list.tsx";

export default async function LandingPage() {
  const t = await getTranslations("landing.tariffs");
  const [tariffs, catalogue, cookieStore] = await Promise.all([loadTariffs(), loadCatalogue(), cookies()]);
  const soon = (catalogue ?? []).filter(({ stage }) => stage === "soon").map(({ code }) => code);
  return (
    <>
      <SiteHeader signedIn={cookieStore.has(refreshCookie)} />
      <main id="content">
        <div className="relative overflow-hidden bg-night-sky">
          <div aria-hidden className="pointer-events-none absolute inset-0 bg-point-grid" />
          <GrowingPoints className="pointer-events-none absolute top-94 -right-6 h-52 w-auto lg:inset-0 lg:h-full lg:w-full" />
          <Hero />
        </div>
        <Features soon={soon} />
        <HowItWorks />
        <Section id="tariffs" title={t("title")} lead={t("lead")}>
          <TariffList tariffs={tariffs} catalogue={catalogue} />
        </Section>
        <Promises />
        <div className="bg-card pt-4">
          <Closing />
        </div>
      </main>
      <SiteFooter />
    </>
  );
}

import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { loadAllTariffs, loadCatalogue } from "#api/load.ts";
import { must } from "#api/must.ts";
import { serverApi } from "#api/server.ts";
import { requireFounder } from "#api/session.ts";
import { Activations } from "#features/founder/activations.tsx";
import { HealthCard } from "#features/founder/health-card.tsx";
import { Totals } from "#features/founder/totals.tsx";
import { TariffTable } from "#features/founder/tariff-table.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("founder");
  return { title: t("title") };
}

export default async function FounderPage() {
  await requireFounder("/founder");
  const api = await serverApi();
  const [overview, tariffs, catalogue] = await Promise.all([
    api.GET("/api/founder/overview").then((answer) => must("overview", answer)),
    loadAllTariffs(),
    loadCatalogue(),
  ]);
  return (
    <>
      <Totals overview={overview} />
      <div className="grid gap-4 lg:grid-cols-[3fr_2fr]">
        <Activations activations={overview.activations} />
        <HealthCard health={overview.health} />
      </div>
      <TariffTable tariffs={tariffs ?? []} subscriptions={overview.subscriptions} catalogue={catalogue ?? []} />
    </>
  );
}

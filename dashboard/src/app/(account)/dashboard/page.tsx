import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { loadCatalogue } from "#api/load.ts";
import { must } from "#api/must.ts";
import { serverApi } from "#api/server.ts";
import { requireOwner } from "#api/session.ts";
import { CompanyCard } from "#features/account/company-card.tsx";
import { PageTitle } from "#features/account/page-title.tsx";
import { ModuleSection } from "#features/modules/module-section.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("account.home");
  return { title: t("title") };
}

export default async function DashboardPage() {
  const owner = await requireOwner("/dashboard");
  const api = await serverApi();
  const [subscription, instances, catalogue, t] = await Promise.all([
    api.GET("/api/billing/subscriptions/me").then((answer) => must("subscription", answer)),
    api.GET("/api/modules/instances").then((answer) => must("instances", answer)),
    loadCatalogue(),
    getTranslations("account.home"),
  ]);
  return (
    <>
      <PageTitle title={t("title")} greeting={t("hello", { name: owner.first_name })} />
      <CompanyCard tenant={owner.tenant} subscription={subscription} />
      <ModuleSection catalogue={catalogue} instances={instances} subscription={subscription} />
    </>
  );
}

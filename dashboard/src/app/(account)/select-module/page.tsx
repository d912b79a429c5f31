import { ArrowRight } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import Link from "next/link";
import { loadCatalogue } from "#api/load.ts";
import { must } from "#api/must.ts";
import { serverApi } from "#api/server.ts";
import { requireOwner } from "#api/session.ts";
import { Button } from "#components/ui/button.tsx";
import { PageTitle } from "#features/account/page-title.tsx";
import { ModuleSection } from "#features/modules/module-section.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("account.start");
  return { title: t("title") };
}

export default async function SelectModulePage() {
  await requireOwner("/select-module");
  const api = await serverApi();
  const [subscription, instances, catalogue, t] = await Promise.all([
    api.GET("/api/billing/subscriptions/me").then((answer) => must("subscription", answer)),
    api.GET("/api/modules/instances").then((answer) => must("instances", answer)),
    loadCatalogue(),
    getTranslations("account.start"),
  ]);
  return (
    <>
      <PageTitle title={t("title")} lead={t("lead")} />
      <div className="flex flex-wrap items-center justify-between gap-3 rounded-2xl bg-brand-soft px-5 py-4 text-brand-strong">
        <p className="font-medium">{t("tariff", { name: subscription.tariff.name })}</p>
        <Button asChild variant="light" size="small">
          <Link href="/dashboard/tariff">{t("changeTariff")}</Link>
        </Button>
      </div>
      <ModuleSection catalogue={catalogue} instances={instances} subscription={subscription} />
      <Button asChild variant="ghost" className="justify-self-center">
        <Link href="/dashboard">
          {t("later")}
          <ArrowRight aria-hidden className="size-4" />
        </Link>
      </Button>
    </>
  );
}

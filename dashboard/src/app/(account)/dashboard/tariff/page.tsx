import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { loadCatalogue, loadTariffs } from "#api/load.ts";
import { must } from "#api/must.ts";
import { serverApi } from "#api/server.ts";
import { requireOwner } from "#api/session.ts";
import { SuspensionNotice } from "#features/account/suspension-notice.tsx";
import { PageTitle } from "#features/account/page-title.tsx";
import { CurrentTariff } from "#features/tariffs/current-tariff.tsx";
import { TariffList } from "#features/tariffs/tariff-list.tsx";
import { TariffSwitch } from "#features/tariffs/tariff-switch.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("account.tariff");
  return { title: t("title") };
}

export default async function TariffPage({ searchParams }: PageProps<"/dashboard/tariff">) {
  const { tenant } = await requireOwner("/dashboard/tariff");
  const { to } = await searchParams;
  const api = await serverApi();
  const [subscription, tariffs, catalogue, t] = await Promise.all([
    api.GET("/api/billing/subscriptions/me").then((answer) => must("subscription", answer)),
    loadTariffs(),
    loadCatalogue(),
    getTranslations("account.tariff"),
  ]);
  return (
    <>
      <PageTitle title={t("title")} />
      {tenant.suspension && <SuspensionNotice suspension={tenant.suspension} place="tariff" />}
      <CurrentTariff subscription={subscription} isSuspended={tenant.suspension !== null} now={new Date()} />
      {tariffs ? (
        <TariffSwitch
          tariffs={tariffs}
          catalogue={catalogue}
          current={subscription.tariff.code}
          suggested={typeof to === "string" ? to : ""}
        />
      ) : (
        <TariffList tariffs={undefined} catalogue={catalogue} />
      )}
    </>
  );
}

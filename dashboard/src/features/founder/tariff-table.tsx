import { formatKopecks } from "@tochka-rosta/money";
import { useLocale, useTranslations } from "next-intl";
import type { CatalogueModule, Overview, Tariff } from "#api/models.ts";
import { Badge } from "#components/ui/badge.tsx";
import { DataTable, type Column } from "./data-table.tsx";
import { TariffModules } from "./tariff-modules.tsx";

interface TariffTableOptions {
  tariffs: readonly Tariff[];
  subscriptions: Overview["subscriptions"];
  catalogue: readonly CatalogueModule[];
}

/** All tariffs, also those that are no longer on offer, and how many use each. */
export function TariffTable({ tariffs, subscriptions, catalogue }: TariffTableOptions) {
  const t = useTranslations("founder.tariffs");
  const unavailable = useTranslations("tariffs.unavailable");
  const locale = useLocale();
  const count = (code: string) => subscriptions.find(({ tariff }) => tariff === code)?.count ?? 0;
  const columns: Column<Tariff>[] = [
    { heading: t("name"), cell: ({ name }) => name },
    { heading: t("price"), cell: ({ price_kopecks }) => formatKopecks(price_kopecks, locale), isFigure: true },
    { heading: t("limit"), cell: ({ subdomain_limit }) => subdomain_limit, isFigure: true },
    { heading: t("kept"), cell: ({ kept_site_limit }) => kept_site_limit, isFigure: true },
    { heading: t("modules"), cell: (tariff) => <TariffModules tariff={tariff} catalogue={catalogue} /> },
    { heading: t("subscribers"), cell: ({ code }) => count(code), isFigure: true },
    {
      heading: t("status"),
      cell: ({ is_active }) => (
        <Badge tone={is_active ? "good" : "neutral"}>{t(is_active ? "active" : "closed")}</Badge>
      ),
    },
  ];
  return (
    <DataTable
      title={t("title")}
      columns={columns}
      rows={tariffs}
      rowKey={({ id }) => id}
      empty={unavailable("title")}
      testId="founder-tariffs"
    />
  );
}

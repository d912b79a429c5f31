import { useTranslations } from "next-intl";
import { Day } from "#format/moment.tsx";
import type { FounderTenant } from "#api/models.ts";
import { Badge } from "#components/ui/badge.tsx";
import { formatSiteHosts } from "#format/site-hosts.ts";
import { DataTable, type Column } from "./data-table.tsx";

const tones = { trial: "brand", active: "good", inactive: "neutral", suspended: "bad" } as const;

function countSites({ active_instances, kept_instances, retired_instances }: FounderTenant) {
  return { active: active_instances, kept: kept_instances, retired: retired_instances };
}

/** One page of companies, all or what a search found. Phones come masked from core. */
export function TenantTable({ tenants, search }: { tenants: readonly FounderTenant[]; search: string }) {
  const t = useTranslations("founder.tenants");
  const columns: Column<FounderTenant>[] = [
    { heading: t("name"), cell: ({ name }) => name },
    { heading: t("domain"), cell: ({ domain }) => <span className="break-all">{formatSiteHosts(domain)}</span> },
    { heading: t("status"), cell: ({ status }) => <Badge tone={tones[status]}>{t(`statuses.${status}`)}</Badge> },
    { heading: t("tariff"), cell: ({ tariff }) => <span className="capitalize">{tariff ?? "—"}</span> },
    { heading: t("sites"), cell: (tenant) => t("sitesCount", countSites(tenant)), isFigure: true },
    { heading: t("owner"), cell: ({ owner_phone }) => <span className="whitespace-nowrap">{owner_phone ?? "—"}</span> },
    {
      heading: t("created"),
      cell: ({ created_at }) => <Day at={created_at} />,
    },
  ];
  return (
    <DataTable
      title={t("title")}
      columns={columns}
      rows={tenants}
      rowKey={({ id }) => id}
      empty={search === "" ? t("empty") : t("nothingFound", { search })}
      testId="founder-tenants"
    />
  );
}

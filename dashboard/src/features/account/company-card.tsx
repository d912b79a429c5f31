import { useTranslations } from "next-intl";
import Link from "next/link";
import type { ReactNode } from "react";
import type { Subscription, Tenant } from "#api/models.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Card } from "#components/ui/card.tsx";
import { useMoments } from "#format/moment.tsx";
import { formatSiteHosts } from "#format/site-hosts.ts";
import { SuspensionNotice } from "./suspension-notice.tsx";

const tones = { trial: "brand", active: "good", inactive: "neutral", suspended: "bad" } as const;

/** The company: name, address, state, tariff and how much of it is used. */
export function CompanyCard({ tenant, subscription }: { tenant: Tenant; subscription: Subscription }) {
  const t = useTranslations("account.home");
  const { moment } = useMoments();
  const { tariff, trial_ends_at: trialEndsAt, usage } = subscription;
  return (
    <Card>
      <h2 className="mb-4 text-lg font-bold">{t("company")}</h2>
      {tenant.suspension && (
        <div className="mb-5">
          <SuspensionNotice suspension={tenant.suspension} place="company" />
        </div>
      )}
      <dl className="grid grid-cols-2 gap-x-6 gap-y-5 lg:grid-cols-[1.3fr_1.3fr_1fr_1.5fr_0.8fr]">
        <Fact term={t("name")} isLong>
          {tenant.name}
        </Fact>
        <Fact term={t("domain")} isLong>
          {formatSiteHosts(tenant.domain)}
        </Fact>
        <Fact term={t("status")}>
          <Badge tone={tones[tenant.status]}>{t(`statuses.${tenant.status}`)}</Badge>
        </Fact>
        <Fact term={t("tariff")}>
          <Link
            href="/dashboard/tariff"
            className="inline-flex min-h-6 items-center rounded text-brand hover:underline"
          >
            {tariff.name}
          </Link>
          {trialEndsAt && tenant.status === "trial" && (
            <span className="block text-sm font-normal text-muted">
              {t("trialUntil", { date: moment(new Date(trialEndsAt)) })}
            </span>
          )}
        </Fact>
        <Fact term={t("sites")}>{t("sitesOf", { used: usage.active_instances, limit: usage.subdomain_limit })}</Fact>
      </dl>
    </Card>
  );
}

function Fact({ term, isLong, children }: { term: string; isLong?: boolean; children: ReactNode }) {
  return (
    <div className={`grid content-start gap-1 ${isLong ? "max-lg:col-span-2" : ""}`}>
      <dt className="text-sm text-muted">{term}</dt>
      <dd className="min-w-0 font-semibold break-words">{children}</dd>
    </div>
  );
}

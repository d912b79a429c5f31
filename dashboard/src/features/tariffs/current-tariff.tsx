import { formatKopecks } from "@tochka-rosta/money";
import { useLocale, useTranslations } from "next-intl";
import type { Subscription } from "#api/models.ts";
import { Card } from "#components/ui/card.tsx";
import { useMoments } from "#format/moment.tsx";

const dayMilliseconds = 86_400_000;

interface CurrentTariffOptions {
  subscription: Subscription;
  /** Then nothing is said of a trial: the notice says what counts. */
  isSuspended: boolean;
  now: Date;
}

/** The tariff in force: its price, how much of it is used, and the end of the trial. */
export function CurrentTariff({ subscription, isSuspended, now }: CurrentTariffOptions) {
  const t = useTranslations("account.tariff");
  const perMonth = useTranslations("tariffs")("perMonth");
  const locale = useLocale();
  const { tariff, usage, trial_ends_at: trialEndsAt } = subscription;
  const { active_instances: activeInstances, subdomain_limit: subdomainLimit } = usage;
  const { kept_instances: kept, retired_instances: retired } = usage;
  return (
    <Card className="grid gap-4 sm:grid-cols-[1fr_auto] sm:items-center">
      <div className="grid gap-1">
        <h2 className="text-sm font-medium text-muted">{t("current")}</h2>
        <p className="text-2xl font-extrabold" data-testid="current-tariff">
          {tariff.name}
        </p>
        <p className="text-muted">
          {formatKopecks(tariff.price_kopecks, locale)} {perMonth}
        </p>
        {trialEndsAt && !isSuspended && <Trial endsAt={new Date(trialEndsAt)} now={now} />}
      </div>
      <div className="grid gap-2 sm:justify-items-end">
        <p className="text-[15px]">{t("usage", { used: activeInstances, limit: subdomainLimit })}</p>
        <div aria-hidden className="flex flex-wrap gap-1.5">
          {Array.from({ length: subdomainLimit }, (_, index) => (
            <i
              key={index}
              className={`size-4 rounded-full ${index < activeInstances ? "bg-linear-to-br from-action to-action-end" : "bg-line"}`}
            />
          ))}
        </div>
        <p className="text-sm text-muted" data-testid="kept-sites">
          {t("kept", { kept, limit: usage.kept_site_limit })}
        </p>
        {retired > 0 && (
          <p className="text-sm text-muted">{t("retired", { retired, limit: usage.retired_site_limit })}</p>
        )}
      </div>
    </Card>
  );
}

function Trial({ endsAt, now }: { endsAt: Date; now: Date }) {
  const t = useTranslations("account.tariff");
  const { moment } = useMoments();
  const date = moment(endsAt);
  const days = Math.ceil((endsAt.getTime() - now.getTime()) / dayMilliseconds);
  return (
    <>
      <p className="font-medium text-brand-strong">{days < 0 ? t("ended", { date }) : t("trial", { date, days })}</p>
      <p className="max-w-prose text-[15px] text-muted">{t("afterTrial")}</p>
    </>
  );
}

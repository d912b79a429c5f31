import { useTranslations } from "next-intl";
import Link from "next/link";
import type { Tariff } from "#api/models.ts";
import { Button } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { TariffCard } from "./tariff-card.tsx";

/** The tariffs of the landing page, each leading to registration; says so when they could not be loaded. */
export function TariffList({ tariffs }: { tariffs: readonly Tariff[] | undefined }) {
  const t = useTranslations("tariffs");
  if (!tariffs) return <Notice tone="warn" title={t("unavailable.title")} text={t("unavailable.text")} />;
  return (
    <div className="grid gap-5 lg:grid-cols-3">
      {tariffs.map((tariff) => (
        <TariffCard key={tariff.code} tariff={tariff}>
          <Button asChild block variant={tariff.is_popular ? "primary" : "secondary"}>
            <Link href={`/register?tariff=${tariff.code}`} aria-label={t("chooseLabel", { name: tariff.name })}>
              {t("choose")}
            </Link>
          </Button>
        </TariffCard>
      ))}
    </div>
  );
}

import { useTranslations } from "next-intl";
import Link from "next/link";
import type { CatalogueModule, Tariff } from "#api/models.ts";
import { Button } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { StorageNote } from "./storage-note.tsx";
import { TariffCard } from "./tariff-card.tsx";

interface TariffListOptions {
  tariffs: readonly Tariff[] | undefined;
  catalogue: readonly CatalogueModule[] | undefined;
}

/** The tariffs of the landing page, each leading to registration; says so when they could not be loaded. */
export function TariffList({ tariffs, catalogue }: TariffListOptions) {
  const t = useTranslations("tariffs");
  if (!tariffs) return <Notice tone="warn" title={t("unavailable.title")} text={t("unavailable.text")} />;
  return (
    <>
      <div className="grid gap-5 lg:grid-cols-3">
        {tariffs.map((tariff) => (
          <TariffCard key={tariff.code} tariff={tariff} catalogue={catalogue}>
            <Button asChild block variant={tariff.is_popular ? "primary" : "secondary"}>
              <Link href={`/register?tariff=${tariff.code}`} aria-label={t("chooseLabel", { name: tariff.name })}>
                {t("choose")}
              </Link>
            </Button>
          </TariffCard>
        ))}
      </div>
      <StorageNote />
    </>
  );
}

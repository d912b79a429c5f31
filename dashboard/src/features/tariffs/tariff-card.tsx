import { formatKopecks } from "@tochka-rosta/money";
import { Check, Clock } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { CatalogueModule, Tariff } from "#api/models.ts";
import { Badge } from "#components/ui/badge.tsx";
import { classNames } from "#components/ui/class-names.ts";
import { useTariffFeatures } from "./use-tariff-features.ts";

interface TariffCardOptions {
  tariff: Tariff;
  /** Undefined when it could not be loaded. */
  catalogue: readonly CatalogueModule[] | undefined;
  note?: ReactNode;
  children?: ReactNode;
}

/** One tariff with its price and what it holds. `note` stands in place of the badge, `children` is the way on. */
export function TariffCard({ tariff, catalogue, note, children }: TariffCardOptions) {
  const t = useTranslations("tariffs");
  const locale = useLocale();
  const common = useTranslations("common");
  const features = useTariffFeatures(tariff, catalogue);
  return (
    <article
      data-testid={`tariff-card-${tariff.code}`}
      aria-labelledby={`tariff-${tariff.code}`}
      className={classNames(
        "relative grid grid-rows-[auto_auto_1fr_auto] gap-5 rounded-2xl border bg-card p-6 sm:p-7",
        tariff.is_popular ? "border-2 border-brand shadow-lift" : "border-line shadow-card",
      )}
    >
      <div className="flex min-h-7 items-center justify-between gap-3">
        <h3 id={`tariff-${tariff.code}`} className="text-lg font-bold">
          {tariff.name}
        </h3>
        {note ?? (tariff.is_popular && <Badge tone="solid">{t("popular")}</Badge>)}
      </div>
      <p className="flex items-baseline gap-2">
        <span className="text-4xl font-extrabold tracking-tight tabular-nums">
          {formatKopecks(tariff.price_kopecks, locale)}
        </span>
        <span className="text-sm text-muted">{t("perMonth")}</span>
      </p>
      <ul className="grid content-start gap-2.5 text-[15px]">
        {features.map(({ text, isSoon }) => (
          <li key={text} className={classNames("flex gap-2.5", isSoon && "text-muted")}>
            {isSoon ? (
              <Clock aria-hidden className="mt-0.5 size-5 shrink-0" />
            ) : (
              <Check aria-hidden className="mt-0.5 size-5 shrink-0 text-brand" />
            )}
            <span className="min-w-0">
              {text} {isSoon && <Badge tone="brand">{common("soon")}</Badge>}
            </span>
          </li>
        ))}
      </ul>
      {children}
    </article>
  );
}

import { useLocale, useTranslations } from "next-intl";
import type { CatalogueModule, Tariff } from "#api/models.ts";
import { splitModules } from "./split-modules.ts";

const knownSupport = ["email", "priority_email", "priority_phone"] as const;

/** A line of what a tariff holds. */
export interface TariffFeature {
  text: string;
  /** Promised, and not there yet. */
  isSoon: boolean;
}

/** What a tariff holds, as lines for people. Which modules are there and what they are called is the catalogue's to say. */
export function useTariffFeatures(tariff: Tariff, catalogue: readonly CatalogueModule[] | undefined): TariffFeature[] {
  const t = useTranslations("tariffs");
  const locale = useLocale();
  const support = knownSupport.find((code) => code === tariff.support);
  const { ready, soon } = splitModules(tariff, catalogue ?? []);
  const titles = (modules: readonly { titles: CatalogueModule["titles"] }[]) =>
    modules.map((module) => module.titles[locale]).join(", ");
  const now = tariff.all_modules ? t("allModules", { modules: titles(ready) }) : titles(ready);
  const lines: TariffFeature[] = [
    { text: t("sites", { count: tariff.subdomain_limit }), isSoon: false },
    { text: now, isSoon: false },
    { text: titles(soon), isSoon: true },
    { text: t("storage", { gigabytes: tariff.storage_gb }), isSoon: false },
    { text: support ? t(`support.${support}`) : "", isSoon: false },
  ];
  return lines.filter(({ text }) => text !== "");
}

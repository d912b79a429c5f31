import { useTranslations } from "next-intl";
import type { Tariff } from "#api/models.ts";

const knownModules = ["shop", "events", "portfolio", "courses"] as const;
const knownSupport = ["email", "priority_email", "priority_phone"] as const;

/** What a tariff holds, as lines for people. Codes that have no text yet are shown as they are. */
export function useTariffFeatures(tariff: Tariff): string[] {
  const t = useTranslations("tariffs");
  const moduleTitle = (code: string) => {
    const known = knownModules.find((module) => module === code);
    return known ? t(`module.${known}`) : code;
  };
  const support = knownSupport.find((code) => code === tariff.support);
  return [
    t("sites", { count: tariff.subdomain_limit }),
    tariff.all_modules ? t("allModules") : tariff.modules.map(moduleTitle).join(", "),
    t("storage", { gigabytes: tariff.storage_gb }),
    ...(support ? [t(`support.${support}`)] : []),
  ];
}

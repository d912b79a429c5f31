import { useTranslations } from "next-intl";

/** What the gigabytes of a tariff are, and what happens when they are full. */
export function StorageNote() {
  const t = useTranslations("tariffs");
  return <p className="max-w-3xl text-sm text-muted">{t("storageNote")}</p>;
}

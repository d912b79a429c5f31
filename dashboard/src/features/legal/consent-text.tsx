import { getTranslations } from "next-intl/server";
import { loadConsent } from "#api/load.ts";
import { Card } from "#components/ui/card.tsx";
import { Notice } from "#components/ui/notice.tsx";

/** The consent word for word as core keeps it, since the record of each consent is the hash of that text. */
export async function ConsentText() {
  const t = await getTranslations("legal");
  const consent = await loadConsent();
  if (!consent) {
    return <Notice tone="warn" title={t("consentUnavailable.title")} text={t("consentUnavailable.text")} />;
  }
  return (
    <>
      <p className="text-muted">{t("version", { version: consent.version })}</p>
      <Card>
        <p lang="ru" className="text-lg leading-relaxed">
          {consent.text}
        </p>
      </Card>
    </>
  );
}

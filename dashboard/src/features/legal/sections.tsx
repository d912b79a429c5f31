import { useTranslations } from "next-intl";
import { describePlatformOperator } from "#components/layout/platform-operator.tsx";
import { Notice } from "#components/ui/notice.tsx";

const sections = {
  offer: ["one", "two", "three", "four", "five"],
  privacy: ["one", "two", "three", "four", "five", "six"],
} as const;

/** A document in numbered sections, marked as the draft that it is. */
export function Sections({ document }: { document: keyof typeof sections }) {
  const t = useTranslations("legal");
  const offer = useTranslations("legal.offer");
  const privacy = useTranslations("legal.privacy");
  const texts =
    document === "offer"
      ? sections.offer.map((name) => ({ title: offer(`${name}.title`), text: offer(`${name}.text`) }))
      : sections.privacy.map((name) => ({ title: privacy(`${name}.title`), text: privacy(`${name}.text`) }));
  return (
    <>
      <Notice tone="warn" text={t("draft")} />
      <p className="text-muted">{t("operator", { operator: describePlatformOperator() })}</p>
      <div className="grid gap-7">
        {texts.map(({ title, text }, index) => (
          <section key={title} className="grid gap-2">
            <h2 className="text-xl font-bold">
              {index + 1}. {title}
            </h2>
            <p className="text-lg leading-relaxed text-ink/85">{text}</p>
          </section>
        ))}
      </div>
    </>
  );
}

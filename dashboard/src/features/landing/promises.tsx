import { Database, PauseCircle, Wallet } from "lucide-react";
import { useTranslations } from "next-intl";
import { Section } from "./section.tsx";

const promises = [
  { code: "database", Icon: Database },
  { code: "money", Icon: Wallet },
  { code: "pause", Icon: PauseCircle },
] as const;

/** What the platform keeps to: data apart, money untouched, nothing lost by switching off. */
export function Promises() {
  const t = useTranslations("landing.promises");
  return (
    <Section id="promises" title={t("title")} className="bg-card">
      <ul className="grid gap-8 md:grid-cols-3 md:gap-10">
        {promises.map(({ code, Icon }) => (
          <li key={code} className="grid content-start gap-3 border-t-2 border-brand pt-6">
            <Icon aria-hidden className="size-7 text-brand" strokeWidth={1.8} />
            <h3 className="text-xl font-bold">{t(`${code}.title`)}</h3>
            <p className="max-w-sm leading-relaxed text-muted">{t(`${code}.text`)}</p>
          </li>
        ))}
      </ul>
    </Section>
  );
}

import { useTranslations } from "next-intl";
import { classNames } from "#components/ui/class-names.ts";
import { Section } from "./section.tsx";

// The point beside each step is larger than the one before it.
const steps = [
  { code: "one", size: "size-9 text-base" },
  { code: "two", size: "size-12 text-lg" },
  { code: "three", size: "size-16 text-2xl" },
] as const;

/** From a phone number to the first order in three steps. */
export function HowItWorks() {
  const t = useTranslations("landing.steps");
  return (
    <Section id="steps" title={t("title")} lead={t("lead")} className="bg-card">
      <ol className="relative grid gap-8 md:grid-cols-3 md:gap-10">
        <div
          aria-hidden
          className="absolute top-8 right-[31%] left-4 hidden h-0.5 rounded bg-linear-to-r from-brand-soft via-brand-line to-action-end md:block"
        />
        {steps.map(({ code, size }, index) => (
          <li
            key={code}
            className="relative grid grid-cols-[4rem_1fr] content-start items-start gap-x-4 gap-y-4 md:grid-cols-1"
          >
            <div className="grid h-16 items-center max-md:justify-items-center">
              <span
                aria-hidden
                className={classNames(
                  "grid place-items-center rounded-full bg-linear-to-br from-action to-action-end font-bold text-on-action ring-8 ring-card",
                  size,
                )}
              >
                {index + 1}
              </span>
            </div>
            <div className="grid gap-2">
              <h3 className="text-xl font-bold">{t(`${code}.title`)}</h3>
              <p className="max-w-sm leading-relaxed text-muted">{t(`${code}.text`)}</p>
            </div>
          </li>
        ))}
      </ol>
    </Section>
  );
}

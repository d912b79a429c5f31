"use client";

import { useLocale, useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { localeCookie, locales, type Locale } from "#i18n/locale.ts";
import { classNames } from "../ui/class-names.ts";

const yearSeconds = 31_536_000;

/** Russian or English for all screens, kept in a cookie for a year. */
export function LanguageSwitch({ light }: { light?: boolean }) {
  const t = useTranslations("common");
  const current = useLocale();
  const router = useRouter();
  const choose = (locale: Locale) => {
    document.cookie = `${localeCookie}=${locale}; Path=/; Max-Age=${yearSeconds}; SameSite=Lax`;
    router.refresh();
  };
  return (
    <div role="group" aria-label={t("language")} className="flex items-center text-sm font-medium">
      {locales.map((locale) => (
        <button
          key={locale}
          type="button"
          lang={locale}
          aria-pressed={locale === current}
          onClick={() => choose(locale)}
          className={classNames(
            "h-8 min-w-8 rounded-lg px-1.5 uppercase",
            light ? "text-white/75 hover:text-white" : "text-muted hover:text-ink",
            locale === current && (light ? "bg-white/15 text-white" : "bg-brand-soft text-brand-strong"),
          )}
        >
          {locale}
        </button>
      ))}
    </div>
  );
}

import { useTranslations } from "next-intl";
import Link from "next/link";
import { settings } from "#settings.ts";
import { Logo } from "../logo.tsx";
import { PlatformOperator } from "./platform-operator.tsx";

const documents = ["offer", "privacy", "consent"] as const;

/** Name, documents and the API's own page where core serves it. */
export function SiteFooter() {
  const t = useTranslations();
  return (
    <footer className="border-t border-line bg-card">
      <div className="mx-auto flex max-w-6xl flex-col gap-6 px-4 py-10 sm:px-6 md:flex-row md:items-center md:justify-between">
        <div className="grid gap-2">
          <Logo />
          <p className="text-sm text-muted">{t("common.tagline")}</p>
          <PlatformOperator />
        </div>
        <nav aria-label={t("landing.footer.label")} className="flex flex-wrap gap-x-5 gap-y-1 text-sm">
          {documents.map((document) => (
            <Link key={document} href={`/legal/${document}`} className="rounded py-1.5 text-muted hover:text-brand">
              {t(`landing.footer.${document}`)}
            </Link>
          ))}
          {settings().showsApiReference && (
            <a href="/docs" className="rounded py-1.5 text-muted hover:text-brand">
              {t("landing.footer.api")}
            </a>
          )}
        </nav>
      </div>
    </footer>
  );
}

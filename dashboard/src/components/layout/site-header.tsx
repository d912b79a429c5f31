import { useTranslations } from "next-intl";
import Link from "next/link";
import { Logo } from "../logo.tsx";
import { Button } from "../ui/button.tsx";
import { LanguageSwitch } from "./language-switch.tsx";
import { ThemeSwitch } from "./theme-switch.tsx";

const sections = ["features", "steps", "tariffs"] as const;

/** Header of the landing page; lies on the dark hero. */
export function SiteHeader({ signedIn }: { signedIn: boolean }) {
  const t = useTranslations();
  return (
    <header className="on-night absolute inset-x-0 top-0 z-20">
      <div className="mx-auto flex h-18 max-w-6xl items-center gap-2 px-4 sm:px-6">
        <Link href="/" className="mr-auto rounded-lg">
          <Logo light />
        </Link>
        <nav aria-label={t("landing.nav.label")} className="mr-6 hidden gap-1 lg:flex">
          {sections.map((section) => (
            <a
              key={section}
              href={`#${section}`}
              className="rounded-lg px-3 py-2 text-[15px] font-medium text-white/85 hover:text-white"
            >
              {t(`landing.nav.${section}`)}
            </a>
          ))}
        </nav>
        <ThemeSwitch light />
        <LanguageSwitch light />
        {signedIn ? (
          <Button asChild variant="light" size="small">
            <Link href="/dashboard">{t("account.nav.dashboard")}</Link>
          </Button>
        ) : (
          <>
            <Button asChild variant="glass" size="small">
              <Link href="/login">{t("common.signIn")}</Link>
            </Button>
            <Button asChild variant="light" size="small" className="hidden md:inline-flex">
              <Link href="/register">{t("common.signUp")}</Link>
            </Button>
          </>
        )}
      </div>
    </header>
  );
}

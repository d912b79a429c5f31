import { Check } from "lucide-react";
import { useTranslations } from "next-intl";
import Link from "next/link";
import type { ReactNode } from "react";
import { LanguageSwitch } from "#components/layout/language-switch.tsx";
import { ThemeSwitch } from "#components/layout/theme-switch.tsx";
import { PlatformOperator } from "#components/layout/platform-operator.tsx";
import { Logo } from "#components/logo.tsx";
import { ClientMessages } from "#i18n/client-messages.tsx";
import { GrowingPoints } from "#features/landing/growing-points.tsx";

const reasons = ["one", "two", "three"] as const;

export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <div className="grid min-h-dvh lg:grid-cols-[minmax(26rem,5fr)_7fr]">
      <Aside />
      <div className="grid grid-rows-[auto_1fr_auto]">
        <header className="flex h-18 items-center justify-between px-4 sm:px-8">
          <Link href="/" className="rounded-lg lg:invisible">
            <Logo />
          </Link>
          <div className="flex items-center gap-1">
            <ThemeSwitch />
            <LanguageSwitch />
          </div>
        </header>
        <main
          id="content"
          className="mx-auto grid w-full max-w-lg content-start px-4 pt-6 pb-16 sm:px-8 lg:content-center lg:pt-0"
        >
          <ClientMessages areas={["auth", "common", "errors"]}>{children}</ClientMessages>
        </main>
        <footer className="mx-auto w-full max-w-lg px-4 pb-6 sm:px-8">
          <PlatformOperator />
        </footer>
      </div>
    </div>
  );
}

function Aside() {
  const t = useTranslations("auth.aside");
  return (
    <aside className="on-night relative hidden overflow-hidden bg-night-sky p-10 text-white lg:grid lg:grid-rows-[auto_1fr]">
      <div aria-hidden className="pointer-events-none absolute inset-0 bg-point-grid" />
      <GrowingPoints className="pointer-events-none absolute inset-x-0 bottom-0 h-1/2 w-full" />
      <Link href="/" className="relative justify-self-start rounded-lg">
        <Logo light />
      </Link>
      <div className="relative grid content-start gap-6 pt-[18vh]">
        <p className="max-w-sm text-4xl leading-tight font-extrabold tracking-tight text-balance">{t("title")}</p>
        <ul className="grid gap-3 text-lg text-indigo-50/95">
          {reasons.map((reason) => (
            <li key={reason} className="flex items-center gap-3">
              <Check aria-hidden className="size-5 shrink-0 text-sky-300" />
              {t(reason)}
            </li>
          ))}
        </ul>
      </div>
    </aside>
  );
}

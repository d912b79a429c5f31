import Link from "next/link";
import type { User } from "#api/models.ts";
import { LanguageSwitch } from "#components/layout/language-switch.tsx";
import { ThemeSwitch } from "#components/layout/theme-switch.tsx";
import { Logo } from "#components/logo.tsx";
import { AccountNav } from "./account-nav.tsx";
import { SignOut } from "./sign-out.tsx";

/** Header of the pages behind the login. */
export function AccountHeader({ user }: { user: User }) {
  const pages = [
    ...(user.tenant ? (["dashboard", "tariff", "settings"] as const) : []),
    ...(user.role === "superuser" ? (["founder"] as const) : []),
  ];
  return (
    <header className="top-0 z-30 border-b border-line bg-card/90 backdrop-blur sm:sticky">
      <div className="mx-auto flex max-w-6xl flex-wrap items-center gap-x-6 px-4 sm:px-6">
        <Link href={user.tenant ? "/dashboard" : "/founder"} className="rounded-lg py-3.5">
          <Logo />
        </Link>
        <div className="order-last w-full sm:order-none sm:w-auto">
          <AccountNav pages={pages} />
        </div>
        <div className="ml-auto flex items-center gap-1 sm:gap-3">
          <ThemeSwitch />
          <LanguageSwitch />
          <SignOut />
        </div>
      </div>
    </header>
  );
}

"use client";

import { useTranslations } from "next-intl";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { classNames } from "#components/ui/class-names.ts";

const paths = {
  dashboard: "/dashboard",
  tariff: "/dashboard/tariff",
  settings: "/dashboard/settings",
  founder: "/founder",
} as const;

/** The pages of the account, with the current one marked. */
export function AccountNav({ pages }: { pages: readonly (keyof typeof paths)[] }) {
  const t = useTranslations("account.nav");
  const pathname = usePathname();
  return (
    <nav aria-label={t("label")} className="-mx-1 flex overflow-x-auto">
      {pages.map((page) => {
        const isCurrent = page === "founder" ? pathname.startsWith(paths.founder) : pathname === paths[page];
        return (
          <Link
            key={page}
            href={paths[page]}
            aria-current={isCurrent ? "page" : undefined}
            className={classNames(
              "border-b-2 border-transparent px-3 py-3 text-[15px] font-medium text-muted hover:text-ink sm:py-5",
              isCurrent && "border-brand text-brand-strong",
            )}
          >
            {t(page)}
          </Link>
        );
      })}
    </nav>
  );
}

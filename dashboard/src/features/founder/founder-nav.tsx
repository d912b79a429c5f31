"use client";

import { useTranslations } from "next-intl";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { classNames } from "#components/ui/class-names.ts";

const pages = [
  { name: "overview", path: "/founder" },
  { name: "tenants", path: "/founder/tenants" },
  { name: "users", path: "/founder/users" },
] as const;

/** The founder's pages. */
export function FounderNav() {
  const t = useTranslations("founder.nav");
  const pathname = usePathname();
  return (
    <nav aria-label={t("label")} className="flex gap-1 justify-self-start rounded-xl bg-neutral p-1">
      {pages.map(({ name, path }) => (
        <Link
          key={name}
          href={path}
          aria-current={pathname === path ? "page" : undefined}
          className={classNames(
            "rounded-lg px-4 py-2 text-[15px] font-semibold text-muted hover:text-ink",
            pathname === path && "bg-card text-ink shadow-sm",
          )}
        >
          {t(name)}
        </Link>
      ))}
    </nav>
  );
}

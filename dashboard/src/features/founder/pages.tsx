import { planPageLinks } from "@tochka-rosta/service/list-pages";
import { useTranslations } from "next-intl";
import Link from "next/link";
import { classNames } from "#components/ui/class-names.ts";
import { listPath } from "./list-query.ts";

interface PagesOptions {
  /** Path of the list. */
  path: string;
  search: string;
  page: number;
  totalPages: number;
}

/** Links to the other pages of a list; nothing when there is only one. */
export function Pages({ path, search, page, totalPages }: PagesOptions) {
  const t = useTranslations("founder.pages");
  if (totalPages <= 1) return null;
  return (
    <nav aria-label={t("label")} className="flex flex-wrap items-center justify-center gap-1">
      {planPageLinks(page, totalPages).map((to, at) =>
        to === "gap" ? (
          <span key={`gap-${at}`} aria-hidden="true" className="px-1 text-muted">
            …
          </span>
        ) : (
          <Link
            key={to}
            href={listPath(path, { page: to, search })}
            aria-label={t("position", { page: to, total: totalPages })}
            aria-current={to === page ? "page" : undefined}
            className={classNames(
              "grid h-11 min-w-11 place-items-center rounded-xl px-2 font-semibold tabular-nums text-brand-strong hover:bg-brand-soft",
              to === page && "bg-brand-soft",
            )}
          >
            {to}
          </Link>
        ),
      )}
    </nav>
  );
}

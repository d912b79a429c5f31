import { useTranslations } from "next-intl";
import Link from "next/link";
import { Button } from "#components/ui/button.tsx";

interface PagesOptions {
  /** Path of the list. */
  path: string;
  page: number;
  totalPages: number;
}

/** The way to the pages before and after; nothing when there is only one. */
export function Pages({ path, page, totalPages }: PagesOptions) {
  const t = useTranslations("founder.pages");
  if (totalPages <= 1) return null;
  return (
    <nav aria-label={t("label")} className="flex items-center justify-center gap-4">
      <Step label={t("previous")} href={page > 1 ? `${path}?page=${page - 1}` : undefined} />
      <p className="text-sm text-muted">{t("position", { page, total: totalPages })}</p>
      <Step label={t("next")} href={page < totalPages ? `${path}?page=${page + 1}` : undefined} />
    </nav>
  );
}

function Step({ label, href }: { label: string; href: string | undefined }) {
  if (!href)
    return (
      <Button variant="outline" size="small" disabled>
        {label}
      </Button>
    );
  return (
    <Button asChild variant="outline" size="small">
      <Link href={href}>{label}</Link>
    </Button>
  );
}

/** The page that a URL asks for; the first when it asks for none that can be. */
export function readPage(requested: string | string[] | undefined): number {
  const page = Number(requested);
  return Number.isInteger(page) && page >= 1 && page <= 100_000 ? page : 1;
}

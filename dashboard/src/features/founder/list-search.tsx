import { useTranslations } from "next-intl";
import Link from "next/link";
import { Button } from "#components/ui/button.tsx";
import { Input } from "#components/ui/input.tsx";
import { searchLimits, type ListQuery } from "./list-query.ts";

interface ListSearchOptions {
  /** Path of the list. */
  path: string;
  query: ListQuery;
  /** What can be typed. */
  label: string;
  /** Nothing has the words: what is shown is much like them. */
  isSimilar: boolean;
}

/** The search of a list: a form that works without scripts, and what to say of what it found. */
export function ListSearch({ path, query: { search, problem }, label, isSimilar }: ListSearchOptions) {
  const t = useTranslations("founder.search");
  return (
    <div className="grid gap-2">
      <form role="search" action={path} method="get" className="flex gap-2">
        <Input
          type="search"
          name="q"
          defaultValue={search}
          maxLength={searchLimits.maxLength}
          aria-label={label}
          placeholder={label}
          aria-invalid={problem === undefined ? undefined : true}
          aria-describedby={problem === undefined ? undefined : "search-problem"}
          enterKeyHint="search"
          className="min-w-0"
        />
        <Button type="submit" variant="outline" className="h-12">
          {t("find")}
        </Button>
      </form>
      {problem !== undefined && (
        <p id="search-problem" className="text-sm font-medium text-bad">
          {problem}
        </p>
      )}
      {isSimilar && (
        <p role="status" className="text-sm text-muted">
          {t("similar", { search })}
        </p>
      )}
      {search !== "" && (
        <Link href={path} className="justify-self-start text-sm font-semibold text-brand-strong underline">
          {t("showAll")}
        </Link>
      )}
    </div>
  );
}

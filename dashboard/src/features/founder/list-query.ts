import { readPageNumber } from "@tochka-rosta/service/list-pages";
import { describeTextProblem, readLine } from "@tochka-rosta/texts";
import { notFound } from "next/navigation";
import type { Locale } from "#i18n/locale.ts";

/** As core takes it. */
export const searchLimits = { maxLength: 80 };

type SearchParams = Readonly<Record<string, string | string[] | undefined>>;

/** What the address of a list asks for. */
export interface ListQuery {
  readonly page: number;
  /** What was typed into the search; empty where nothing was. */
  readonly search: string;
  /** Why that cannot be looked for. */
  readonly problem?: string;
}

/** Reads it; an address that names no page (`page=0`, `page=abc`) is not there. */
export function readListQuery({ page, q }: SearchParams, locale: Locale): ListQuery {
  const number = readPageNumber(lastOf(page)) ?? notFound();
  const typed = lastOf(q) ?? "";
  const result = readLine(typed, searchLimits);
  if (result.ok) return { page: number, search: result.text };
  if (result.problem === "invisible") return { page: number, search: "" };
  return { page: number, search: typed, problem: describeTextProblem(result, searchLimits, locale) };
}

function lastOf(value: string | string[] | undefined): string | undefined {
  return typeof value === "string" ? value : value?.at(-1);
}

/** The address of a page of a list; what is not chosen is not in it. */
export function listPath(path: string, { page, search }: Pick<ListQuery, "page" | "search">): string {
  const query = new URLSearchParams({ ...(search !== "" && { q: search }), ...(page > 1 && { page: String(page) }) });
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}

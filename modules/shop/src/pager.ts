import { type Html, html, type RequestContext, type Text } from "@tochka-rosta/sdk";

const texts = {
  newer: { ru: "← Назад", en: "← Back" },
  older: { ru: "Дальше →", en: "Next →" },
} as const satisfies Record<string, Text>;

/** One page of a list that has `total` entries. */
export interface PageOfList {
  /** Counted from 1. */
  readonly number: number;
  readonly size: number;
  readonly total: number;
  /** What the list is, for screen readers. */
  readonly label: string;
  readonly path: string;
  /** The rest of the query: a search, a filter. */
  readonly query: Readonly<Record<string, string>>;
}

/** The page that an address asks for; what is no number is the first. */
export function readPageNumber(query: Readonly<Record<string, string>>, most = 10_000): number {
  return Math.min(Math.max(1, Math.trunc(Number(query["page"])) || 1), most);
}

/** Links to the pages beside this one; none where there is only one. */
export function pager(
  { number, size, total, label, path, query }: PageOfList,
  { translate }: RequestContext,
): Html | false {
  const last = Math.max(1, Math.ceil(total / size));
  if (last === 1 && number === 1) return false;
  const link = (rel: "prev" | "next", to: number, text: Text): Html =>
    html`<a
      class="button button-quiet"
      rel="${rel}"
      href="${path}?${new URLSearchParams({ ...query, page: String(to) }).toString()}"
      >${translate(text)}</a
    >`;
  return html`<nav class="row-between" aria-label="${label}">
    ${number > 1 ? link("prev", Math.min(number - 1, last), texts.newer) : html`<span></span>`}
    <span class="soft number">${number} / ${last}</span>
    ${number < last ? link("next", number + 1, texts.older) : html`<span></span>`}
  </nav>`;
}

import { countPages, planPageLinks } from "@tochka-rosta/service/list-pages";
import type { RequestContext } from "../route/request-context.ts";
import { type Html, html } from "../text/html.ts";
import type { Text } from "../text/language.ts";
import { listPath, MAX_SEARCH_LENGTH } from "./list-address.ts";
import type { ListPage } from "./read-list.ts";

const texts = {
  previous: { ru: "← Назад", en: "← Back" },
  next: { ru: "Дальше →", en: "Next →" },
  page: { ru: "Страница {number}", en: "Page {number}" },
  find: { ru: "Найти", en: "Search" },
  similar: {
    ru: "По запросу «{search}» ничего не нашлось. Показываем похожее.",
    en: "Nothing has “{search}”. This is much like it.",
  },
} as const satisfies Record<string, Text>;

/** Where a list is, and what else its address says: a search, a filter, an order. */
export interface ListPlace {
  readonly path: string;
  readonly query: Readonly<Record<string, string | undefined>>;
  /** What the list is, for screen readers. */
  readonly label: string;
}

/** Links to the other pages of a list; none where there is only one. */
export function pager(place: ListPlace, list: ListPage<object>, { translate }: RequestContext): Html | false {
  const { page, size, total } = list;
  const last = countPages(total, size);
  if (last === 1) return false;
  const pathOf = (number: number) =>
    listPath(place.path, { ...place.query, page: number === 1 ? undefined : String(number) });
  const step = (rel: "prev" | "next", to: number, text: Text): Html | false =>
    to >= 1 &&
    to <= last &&
    html`<a class="button button-quiet" rel="${rel}" href="${pathOf(to)}">${translate(text)}</a>`;
  const number = (to: number): Html =>
    html`<a class="page" href="${pathOf(to)}" ${to === page && html`aria-current="page"`}
      ><span class="hidden-label">${translate(texts.page, { number: "" })}</span>${to}</a
    >`;
  return html`<nav class="pager" aria-label="${place.label}">
    ${step("prev", page - 1, texts.previous)}
    <div class="pages number">
      ${planPageLinks(page, last).map((to) => (to === "gap" ? html`<span aria-hidden="true">…</span>` : number(to)))}
    </div>
    ${step("next", page + 1, texts.next)}
  </nav>`;
}

/** A search box that keeps filters and order and begins at the first page. */
export function searchForm({ path, query, label }: ListPlace, { translate }: RequestContext): Html {
  const { q: search = "", ...kept } = query;
  return html`<form class="search" role="search" action="${path}" method="get">
    ${Object.entries(kept).map(
      ([name, value]) => value !== undefined && html`<input type="hidden" name="${name}" value="${value}" />`,
    )}
    <label class="hidden-label" for="search">${label}</label>
    <input
      type="search"
      id="search"
      name="q"
      value="${search}"
      maxlength="${MAX_SEARCH_LENGTH}"
      placeholder="${label}"
      enterkeyhint="search"
    />
    <button class="button button-quiet" type="submit">${translate(texts.find)}</button>
  </form>`;
}

/** One value of a filter or an order; without a value it is the usual one. */
export interface FilterChoice {
  readonly value: string | undefined;
  readonly label: Html | string;
}

/** Links that set one word of a list's address and keep the rest; each begins at the first page. */
export function filterLinks(place: ListPlace, name: string, choices: readonly FilterChoice[]): Html {
  return html`<nav class="filters" aria-label="${place.label}">
    ${choices.map(
      ({ value, label }) =>
        html`<a
          class="chip"
          href="${listPath(place.path, { ...place.query, [name]: value })}"
          ${value === place.query[name] && html`aria-current="page"`}
          >${label}</a
        >`,
    )}
  </nav>`;
}

/** Says that what follows is not what was asked for. */
export function similarNotice(list: ListPage<object>, search: string, { translate }: RequestContext): Html | false {
  return list.isSimilar && html`<p class="notice" role="status">${translate(texts.similar, { search })}</p>`;
}

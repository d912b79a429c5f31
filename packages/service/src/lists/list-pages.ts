/** No list is read further than this: an address beyond it names no page. */
export const maxPageNumber = 100_000;

/**
 * The page that an address names, counted from 1; undefined where it names none. An address without a page means the first.
 *
 * @example
 * readPageNumber(undefined); // 1
 * readPageNumber("abc"); // undefined
 */
export function readPageNumber(asked: string | undefined): number | undefined {
  if (asked === undefined) return 1;
  if (!/^[1-9]\d{0,5}$/.test(asked)) return undefined;
  const number = Number(asked);
  return number <= maxPageNumber ? number : undefined;
}

/** How many pages a list has. An empty one has a first page, which says that it is empty. */
export function countPages(total: number, size: number): number {
  return Math.max(1, Math.ceil(total / size));
}

/**
 * Which pages a pager links: the ends, the page itself and its neighbours; `gap` where some are left out.
 *
 * @example
 * planPageLinks(5, 9); // [1, "gap", 4, 5, 6, "gap", 9]
 */
export function planPageLinks(number: number, last: number): (number | "gap")[] {
  const shown = [1, number - 1, number, number + 1, last].filter((page) => page >= 1 && page <= last);
  const pages = [...new Set(shown)].sort((one, other) => one - other);
  return pages.flatMap((page, at) => {
    const left = page - (pages[at - 1] ?? 0) - 1;
    // A gap of one page is that page.
    if (left === 1) return [page - 1, page];
    return left > 1 ? (["gap", page] as const) : [page];
  });
}

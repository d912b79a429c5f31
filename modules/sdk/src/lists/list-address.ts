import { readPageNumber } from "@tochka-rosta/service/list-pages";
import { describeTextProblem, readLine } from "@tochka-rosta/texts";
import type { RequestContext } from "../route/request-context.ts";
import { RefusedError, refusals } from "../route/refusals.ts";
import type { Text } from "../text/language.ts";

/** The longest search that is read; a longer one is refused, never cut. */
export const MAX_SEARCH_LENGTH = 80;

type Address = Pick<RequestContext, "path" | "query" | "language">;

/** A page of a list is where its address says, so one that names none is not there; programs are told what is wrong. */
function refuseAddress({ path }: Address, name: string, problem: Text): never {
  if (!path.startsWith("/api/")) throw new RefusedError(refusals.notFound, `the address names no ${name}`);
  const title = { ru: `${name}: ${problem.ru}`, en: `${name}: ${problem.en}` };
  throw new RefusedError({ ...refusals.badRequest, title }, `${name} is refused`);
}

/**
 * The page that an address names, counted from 1; the first where it names none.
 *
 * @throws RefusedError for `page=0`, `page=abc` and the like: 404, under /api 400 in words
 */
export function readPage(address: Address): number {
  return (
    readPageNumber(address.query["page"]) ??
    refuseAddress(address, "page", { ru: "целое число от 1", en: "a whole number from 1" })
  );
}

/**
 * How many entries a program wants on a page, by `page_size`.
 *
 * @throws RefusedError for what is no whole number from 1 to `most`
 */
export function readPageSize(address: Address, usual: number, most: number): number {
  const asked = address.query["page_size"];
  if (asked === undefined) return usual;
  const size = readPageNumber(asked);
  if (size !== undefined && size <= most) return size;
  return refuseAddress(address, "page_size", {
    ru: `целое число от 1 до ${most}`,
    en: `a whole number from 1 to ${most}`,
  });
}

/**
 * What was typed into the search, by `q`; empty where nothing was.
 *
 * @throws RefusedError in words for what is too long or holds control characters
 */
export function readSearch({ query, language }: Address): string {
  const limits = { maxLength: MAX_SEARCH_LENGTH };
  const result = readLine(query["q"] ?? "", limits);
  if (result.ok) return result.text;
  // Nothing that anybody can see is nothing to look for.
  if (result.problem === "invisible") return "";
  const title = { ru: describeTextProblem(result, limits, "ru"), en: describeTextProblem(result, limits, "en") };
  throw new RefusedError({ ...refusals.badRequest, title }, `the search is refused (${language})`);
}

/**
 * One of the words that a filter or an order may have; undefined where the address has none.
 *
 * @throws RefusedError for another word: 404, under /api 400 in words
 *
 * @example
 * const sort = readChoice(context, "sort", ["price_asc", "price_desc"]);
 */
export function readChoice<const Choice extends string>(
  address: Address,
  name: string,
  choices: readonly Choice[],
): Choice | undefined {
  const asked = address.query[name];
  if (asked === undefined || asked === "") return undefined;
  const words = choices.join(", ");
  return (
    choices.find((choice) => choice === asked) ??
    refuseAddress(address, name, { ru: `одно из: ${words}`, en: `one of: ${words}` })
  );
}

/** The address of a list without what is not chosen. */
export function listPath(path: string, query: Readonly<Record<string, string | undefined>>): string {
  const chosen = Object.entries(query).filter(
    (entry): entry is [string, string] => !["", undefined].includes(entry[1]),
  );
  return chosen.length === 0 ? path : `${path}?${new URLSearchParams(chosen).toString()}`;
}

import { countPages, maxPageNumber } from "@tochka-rosta/service/list-pages";
import { Type, type Static, type TSchema } from "typebox";
import { ProblemError } from "../errors/problem.ts";
import { TypedLine } from "./typed-text.ts";

/** An instant in RFC 3339, UTC. */
export const Timestamp = Type.String({ format: "date-time" });

export const Uuid = Type.String({ format: "uuid" });

export const IdParams = Type.Object({ id: Uuid });

/** A text in every language that the platform speaks. */
export const LocalizedText = Type.Object({ ru: Type.String(), en: Type.String() });

export function Nullable<T extends TSchema>(schema: T) {
  return Type.Union([schema, Type.Null()]);
}

/** One of a fixed set of words. */
export function OneOf<const T extends readonly string[]>(
  values: T,
  options: { description?: string; default?: T[number] } = {},
) {
  return Type.Unsafe<T[number]>({ type: "string", enum: [...values], ...options });
}

/** A named schema (`$id`) by reference, so that generated clients get one name for it. */
export function ref<T extends TSchema>(schema: T) {
  const id = (schema as { $id?: string }).$id;
  if (id === undefined) throw new TypeError("only a schema with $id can be referred to");
  return Type.Unsafe<Static<T>>({ $ref: `${id}#` });
}

/** The schemas with `$id` among what each file exports, by name, so that the OpenAPI document is the same from sources and a bundle. */
export function listNamedSchemas(...files: readonly object[]): readonly object[] {
  return files.flatMap((file) =>
    Object.values(file)
      .filter(isNamed)
      .sort((one, other) => one.$id.localeCompare(other.$id)),
  );
}

function isNamed(exported: unknown): exported is { readonly $id: string } {
  return typeof exported === "object" && exported !== null && "$id" in exported;
}

export const PageQuery = Type.Object({
  page: Type.Integer({ minimum: 1, maximum: maxPageNumber, default: 1 }),
  page_size: Type.Integer({ minimum: 1, maximum: 100, default: 20 }),
});
export type PageQuery = Static<typeof PageQuery>;

/** The longest search, as in modules' lists. */
export const searchLimits = { maxLength: 80 };

/** A page of a list that can be searched. */
export const SearchQuery = Type.Object({
  ...PageQuery.properties,
  q: Type.Optional(
    TypedLine(
      searchLimits,
      "What to look for: all words in any order and form; where there is nothing, what is much like them.",
    ),
  ),
});
export type SearchQuery = Static<typeof SearchQuery>;

/** One page of a list. */
export function Page<T extends TSchema>(item: T) {
  return Type.Object({
    items: Type.Array(item),
    total: Type.Integer(),
    page: Type.Integer(),
    page_size: Type.Integer(),
    total_pages: Type.Integer(),
    is_similar: Type.Boolean({ description: "Nothing has the words that were looked for: these are much like them." }),
  });
}

/** What stands on one page of a list, and how much there is on all of them. */
export interface Listed<Item> {
  readonly items: readonly Item[];
  readonly total: number;
  readonly isSimilar: boolean;
}

/**
 * Builds the page around its items.
 *
 * @throws ProblemError NOT_FOUND for a page beyond the last: it is no page of this list
 */
export function buildPage<T>({ items, total, isSimilar }: Listed<T>, { page, page_size }: PageQuery) {
  if (page > countPages(total, page_size)) throw new ProblemError("NOT_FOUND", { note: `there is no page ${page}` });
  return {
    items: [...items],
    total,
    page,
    page_size,
    total_pages: Math.ceil(total / page_size),
    is_similar: isSimilar,
  };
}

export {
  buildMatch,
  buildSimilarity,
  buildTrigramIndex,
  searchTermsSql,
  similarityThresholdSql,
  type SearchedColumns,
  type SearchSql,
  type SearchTerms,
} from "./build-search.ts";
export { searchFunctionsSql } from "./search-functions.ts";

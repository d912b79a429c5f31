/** Money in whole kopecks. No dependencies: browsers, programs and modules use it alike. */
export { formatDecimalRubles, formatKopecks, formatPriceInput, maximumKopecks, parseRubles } from "./money.ts";

/** A billion rubles: no price or sum of ours is larger, and 2^53 is far. */
export const maximumKopecks = 100_000_000_000;

/**
 * Kopecks for people: `1 234,50 ₽` in Russian (with no-break spaces), `1,234.50 ₽` in English; whole rubles without a fraction.
 *
 * @param kopecks a whole number, negative for money that goes back
 *
 * @example
 * formatKopecks(299_000, "en"); // "2,990 ₽"
 */
export function formatKopecks(kopecks: number, language: "ru" | "en"): string {
  const rubles = Math.trunc(Math.abs(kopecks) / 100);
  const rest = Math.abs(kopecks) % 100;
  const grouped = String(rubles).replace(/\B(?=(\d{3})+$)/g, language === "ru" ? "\u00a0" : ",");
  const fraction = rest === 0 ? "" : (language === "ru" ? "," : ".") + String(rest).padStart(2, "0");
  return `${kopecks < 0 ? "−" : ""}${grouped}${fraction}\u00a0₽`;
}

/** Kopecks as the plain decimal that machines (JSON-LD, payment providers) want: `1234.50`. Takes no negative sums. */
export function formatDecimalRubles(kopecks: number): string {
  return `${Math.trunc(kopecks / 100)}.${String(kopecks % 100).padStart(2, "0")}`;
}

/** Kopecks as they stand in an input: `1234,50`, and `990` for whole rubles. */
export function formatPriceInput(kopecks: number): string {
  return kopecks % 100 === 0 ? String(kopecks / 100) : formatDecimalRubles(kopecks).replace(".", ",");
}

/**
 * Reads a price as people type it (`1 234,50 ₽`, `1234.5`, `990 руб.`) into kopecks without touching a float. Undefined when it is no
 * price, has fractions of a kopeck, or exceeds {@link maximumKopecks}.
 *
 * @example
 * parseRubles("1 234,50 ₽"); // 123450
 */
export function parseRubles(typed: string): number | undefined {
  const compact = typed.replace(/\s/g, "").replace(/(₽|руб\.?|р\.?)$/i, "");
  const match = /^(\d{1,12})(?:[.,](\d{1,2}))?$/.exec(compact);
  if (!match) return undefined;
  const kopecks = Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0"));
  return kopecks <= maximumKopecks ? kopecks : undefined;
}

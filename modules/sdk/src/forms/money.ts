import type { Language } from "../page/language.ts";

const MAX_KOPECKS = 100_000_000_000;

/** Kopecks for people: "1 234,50 ₽" in Russian, "1,234.50 ₽" in English; whole rubles without a fraction. */
export function formatKopecks(kopecks: number, language: Language): string {
  const rubles = Math.trunc(Math.abs(kopecks) / 100);
  const rest = Math.abs(kopecks) % 100;
  const grouped = String(rubles).replace(/\B(?=(\d{3})+$)/g, language === "ru" ? "\u00a0" : ",");
  const fraction = rest === 0 ? "" : (language === "ru" ? "," : ".") + String(rest).padStart(2, "0");
  return `${kopecks < 0 ? "−" : ""}${grouped}${fraction}\u00a0₽`;
}

/** Kopecks as the plain decimal that machines (JSON-LD, YooKassa) want: "1234.50". */
export function formatDecimalRubles(kopecks: number): string {
  return `${Math.trunc(kopecks / 100)}.${String(kopecks % 100).padStart(2, "0")}`;
}

/** Kopecks as they stand in an input: "1234,50". */
export function formatPriceInput(kopecks: number): string {
  return kopecks % 100 === 0 ? String(kopecks / 100) : formatDecimalRubles(kopecks).replace(".", ",");
}

/**
 * Reads a price as people type it ("1 234,50 ₽", "1234.5", "990 руб.") into kopecks without touching a float.
 * Undefined when it is no price, has fractions of a kopeck, or exceeds a billion rubles.
 */
export function parseRubles(input: string): number | undefined {
  const compact = input.replace(/[\s\u00a0\u202f]/g, "").replace(/(₽|руб\.?|р\.?)$/i, "");
  const match = /^(\d{1,12})(?:[.,](\d{1,2}))?$/.exec(compact);
  if (!match) return undefined;
  const kopecks = Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0"));
  return kopecks <= MAX_KOPECKS ? kopecks : undefined;
}

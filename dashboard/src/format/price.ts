import type { Locale } from "../i18n/locale.ts";

/** Kopecks as a price for people, parted by non-breaking spaces in Russian: «2 990 ₽». Kopecks show only when there are any. */
export function formatKopecks(kopecks: number, locale: Locale): string {
  return new Intl.NumberFormat(locale, {
    style: "currency",
    currency: "RUB",
    currencyDisplay: "narrowSymbol",
    minimumFractionDigits: kopecks % 100 === 0 ? 0 : 2,
  }).format(kopecks / 100);
}

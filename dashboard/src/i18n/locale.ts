/** Languages of the screens; the first is the default. */
export const locales = ["ru", "en"] as const;

/** One of {@link locales}. */
export type Locale = (typeof locales)[number];

/** Cookie that keeps the language; core reads the same one for the texts of its refusals. */
export const localeCookie = "lang";

/** The language that a cookie's value names, Russian when it names none. */
export function parseLocale(value: string | undefined): Locale {
  return locales.find((locale) => locale === value) ?? "ru";
}

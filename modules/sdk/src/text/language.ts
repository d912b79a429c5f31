export type Language = "ru" | "en";

/** One sentence in both languages of the platform; `{name}` marks a value that `fill` puts in. */
export type Text = Readonly<Record<Language, string>>;

/** Russian has three plural forms, English two (`few` is then unused). */
export interface PluralText {
  readonly ru: { readonly one: string; readonly few: string; readonly many: string };
  readonly en: { readonly one: string; readonly many: string };
}

/** Reads a language a person asked for; anything else is not a language. */
export function readLanguage(value: unknown): Language | undefined {
  return value === "ru" || value === "en" ? value : undefined;
}

/** The text in one language with its `{name}` holes filled. */
export function fill(text: Text, language: Language, values: Readonly<Record<string, string | number>> = {}): string {
  return text[language].replace(/\{(\w+)\}/g, (hole, name: string) => String(values[name] ?? hole));
}

/** "3 товара", "5 товаров", "1 item": the number with the noun in the right form. Rules: CLDR, integers only. */
export function countText(text: PluralText, language: Language, count: number): string {
  if (language === "en") return `${count} ${count === 1 ? text.en.one : text.en.many}`;
  const lastTwo = count % 100;
  const last = count % 10;
  const isTeen = lastTwo >= 11 && lastTwo <= 14;
  const form = !isTeen && last === 1 ? text.ru.one : !isTeen && last >= 2 && last <= 4 ? text.ru.few : text.ru.many;
  return `${count} ${form}`;
}

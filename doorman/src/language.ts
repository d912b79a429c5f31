export type Language = "ru" | "en";

/** The better liked of our two languages by Accept-Language; Russian when it is all the same. */
export function chooseLanguage(header: string | undefined): Language {
  const weights = { ru: 0, en: 0 };
  for (const part of (header ?? "").split(",")) {
    const [, language, weight] = /^\s*(ru|en)\b[^;]*(?:;\s*q=([\d.]+))?\s*$/i.exec(part) ?? [];
    const key = language?.toLowerCase();
    if (key === "ru" || key === "en") weights[key] = Math.max(weights[key], Number(weight ?? 1));
  }
  return weights.en > weights.ru ? "en" : "ru";
}

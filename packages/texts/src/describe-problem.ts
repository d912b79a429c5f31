import type { TextLimits, TextProblem, TextResult } from "./read-text.ts";

type Language = "ru" | "en";

const sentences: Readonly<Record<TextProblem, Readonly<Record<Language, string>>>> = {
  empty: { ru: "Заполните это поле.", en: "Fill in this field." },
  too_short: {
    ru: "Слишком коротко: нужно знаков не меньше {min}, сейчас {length}.",
    en: "Too short: at least {min} characters are needed, now {length}.",
  },
  too_long: {
    ru: "Слишком длинно: знаков может быть не больше {max}, сейчас {length}.",
    en: "Too long: at most {max} characters are allowed, now {length}.",
  },
  control_character: {
    ru: "В тексте есть служебный знак, которого не видно: наберите это место заново.",
    en: "The text holds a control character that cannot be seen: type this part again.",
  },
  broken_character: {
    ru: "Знак в тексте обрезан: наберите это место заново.",
    en: "A character of the text is cut in half: type this part again.",
  },
  direction_control: {
    ru: "В тексте есть невидимый знак, меняющий направление письма: удалите его или наберите текст заново.",
    en: "The text holds an invisible character that changes the direction of writing: delete it or type the text again.",
  },
  invisible: { ru: "В тексте нет видимых знаков.", en: "The text has no visible characters." },
};

/**
 * Says to a person what is wrong with a refused text and what to do.
 *
 * @param limits those that the text was read with
 *
 * @example
 * const result = readLine("", { minLength: 1, maxLength: 80 });
 * if (!result.ok) describeTextProblem(result, { minLength: 1, maxLength: 80 }, "ru"); // "Заполните это поле."
 */
export function describeTextProblem(
  { problem, length }: Extract<TextResult, { ok: false }>,
  { minLength = 0, maxLength }: TextLimits,
  language: Language,
): string {
  return sentences[problem][language]
    .replace("{min}", String(minLength))
    .replace("{max}", String(maxLength))
    .replace("{length}", String(length));
}

import { createHash } from "node:crypto";
import type { Config } from "../../config/config.ts";

const purpose = "personal-data";
/** Of the wording; the operator's name and requisites are part of the text, and so of its hash. */
const version = "2026-11-30";

/**
 * The consent that a registering person gives, word for word (152-FZ, art. 9): it names who processes the data. A changed wording is a
 * new version; what each person agreed to is kept as version and hash.
 */
export function buildConsent({
  platformOperatorName: name,
  platformOperatorDetails: details,
}: Pick<Config, "platformOperatorName" | "platformOperatorDetails">) {
  const operator = details === undefined ? name : `${name} (${details})`;
  const text = `Оператор персональных данных платформы «Точка Роста»: ${operator}. Я даю оператору согласие на обработку моих персональных данных (номер телефона, имя, фамилия, организационная форма): сбор, запись, хранение, уточнение, использование и удаление — для создания и ведения учётной записи. Согласие дано свободно, действует до отзыва и может быть отозвано в любое время через поддержку.`;
  return { purpose, version, text };
}

/** What is kept of a consent's text. */
export function hashConsent(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

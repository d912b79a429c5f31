import { createHash } from "node:crypto";

/**
 * The consent that a registering person gives, word for word (152-FZ, art. 9). A changed text is a new version; what each
 * person agreed to is kept as version and hash.
 */
export const personalDataConsent = {
  purpose: "personal-data",
  version: "2026-11-23",
  text: `Я даю согласие на обработку моих персональных данных (номер телефона, имя, фамилия, организационная форма) платформе «Точка Роста» для создания и ведения учётной записи. Согласие дано свободно, действует до отзыва и может быть отозвано в любое время через поддержку.`,
} as const;

export const personalDataConsentHash: string = createHash("sha256").update(personalDataConsent.text).digest("hex");

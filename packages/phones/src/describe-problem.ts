import type { PhoneProblem } from "./read-phone.ts";

type Language = "ru" | "en";

const sentences: Readonly<Record<PhoneProblem, Readonly<Record<Language, string>>>> = {
  empty: { ru: "Введите номер телефона.", en: "Enter a phone number." },
  not_a_number: {
    ru: "В номере есть лишние знаки: оставьте только цифры.",
    en: "The number holds other signs: leave digits only.",
  },
  foreign: {
    ru: "Это номер другой страны: нужен российский, он начинается с +7.",
    en: "This is a number of another country: a Russian one is needed, it starts with +7.",
  },
  too_short: {
    ru: "В номере не хватает цифр: нужны +7 и ещё десять.",
    en: "Digits are missing: +7 and ten more are needed.",
  },
  too_long: {
    ru: "В номере лишние цифры: нужны +7 и ещё десять.",
    en: "There are too many digits: +7 and ten more are needed.",
  },
  not_russian: {
    ru: "Такого российского номера не бывает: проверьте первые цифры после +7.",
    en: "There is no such Russian number: check the first digits after +7.",
  },
  not_mobile: {
    ru: "Нужен мобильный номер: он начинается с +7 9.",
    en: "A mobile number is needed: it starts with +7 9.",
  },
};

/**
 * Says to a person what is wrong with a number and what to write.
 *
 * @example
 * describePhoneProblem("not_mobile", "ru"); // "Нужен мобильный номер: он начинается с +7 9."
 */
export function describePhoneProblem(problem: PhoneProblem, language: Language): string {
  return sentences[problem][language];
}

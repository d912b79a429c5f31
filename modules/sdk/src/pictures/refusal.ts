import type { Text } from "../text/language.ts";

/**
 * Why a file does not become a picture. `busy`: too many others are being converted, and trying again later helps; `too heavy`: its decoder went
 * beyond the time or memory that one picture may take.
 */
export type PictureRefusalCode = "svg" | "not a picture" | "broken" | "too many pixels" | "too heavy" | "busy";

/** A refusal that can be kept as JSON and said in the language of whoever looks. */
export interface PictureRefusal {
  readonly picture: PictureRefusalCode;
  readonly values?: Readonly<Record<string, string | number>>;
}

const saveAsJpeg = {
  ru: "Откройте фото на телефоне или компьютере, сохраните копию как JPEG и выберите её",
  en: "Open the photo on your phone or computer, save a copy as JPEG and choose that",
};

/** What each says to a person, and what to do. */
export const pictureRefusalTexts: Readonly<Record<PictureRefusalCode, Text>> = {
  svg: {
    ru: "SVG не принимаем: в таком файле может быть программа. Сохраните картинку как PNG и выберите её",
    en: "SVG is not taken, since such a file may hold a program. Save the picture as PNG and choose that",
  },
  "not a picture": {
    ru: "Это не фото: подойдут JPEG, PNG, WebP, HEIC, AVIF и GIF",
    en: "This is no photo: JPEG, PNG, WebP, HEIC, AVIF and GIF are fine",
  },
  broken: {
    ru: `Файл повреждён или загружен не целиком. ${saveAsJpeg.ru}`,
    en: `The file is damaged or not whole. ${saveAsJpeg.en}`,
  },
  "too many pixels": {
    ru: `На фото {width}×{height} точек, это {megapixels} Мп, а в формате {format} берём до {limit} Мп. ${saveAsJpeg.ru}, не больше {jpeg_limit} Мп`,
    en: `The photo has {width}×{height} pixels, {megapixels} MP; as {format} up to {limit} MP are taken. ${saveAsJpeg.en}, at most {jpeg_limit} MP`,
  },
  "too heavy": {
    ru: `Это фото слишком сложное для обработки. ${saveAsJpeg.ru}`,
    en: `This photo is too heavy to process. ${saveAsJpeg.en}`,
  },
  busy: {
    ru: "Сейчас обрабатывается много фото. Подождите минуту и выберите это снова",
    en: "Many photos are being processed. Wait a minute and choose this one again",
  },
};

/** Whether something is a refusal of a picture. */
export function isPictureRefusal(value: unknown): value is PictureRefusal {
  return typeof value === "object" && value !== null && "picture" in value;
}

import type { Text } from "../text/language.ts";

/** What the owner reads while files go, in the page and in refusals. */
export const uploadTexts = {
  empty: { ru: "Файл пуст", en: "The file is empty" },
  tooLarge: {
    ru: "Файл больше {mebibytes} МБ. Уменьшите фото и выберите его снова",
    en: "The file is over {mebibytes} MB. Make the photo smaller and choose it again",
  },
  tooMany: {
    ru: "Слишком много файлов загружается сразу. Дождитесь их и выберите этот снова",
    en: "Too many files are being sent at once. Wait for them and choose this one again",
  },
  sending: { ru: "Загружаем", en: "Sending" },
  processing: { ru: "Обрабатываем", en: "Processing" },
  reconnecting: { ru: "Нет связи, пробуем снова", en: "No connection, trying again" },
  failed: {
    ru: "Не загрузилось: нет связи. Выберите файл снова",
    en: "Not sent: no connection. Choose the file again",
  },
  most: { ru: "Больше {most} фото здесь не нужно", en: "No more than {most} photos fit here" },
  unsaved: { ru: "Загружено. Сохраните форму", en: "Sent. Save the form" },
} as const satisfies Record<string, Text>;

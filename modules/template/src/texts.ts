import type { Text } from "@tochka-rosta/sdk";

/** Everything this module says, in both languages. */
export const texts = {
  title: { ru: "Заметки", en: "Notes" },
  empty: { ru: "Здесь пока пусто", en: "Nothing here yet" },
  search: { ru: "Поиск по заметкам", en: "Search notes" },
  nothingFound: { ru: "По запросу «{search}» ничего не нашлось", en: "Nothing found for “{search}”" },
  emptyAdmin: {
    ru: "Добавьте первую заметку: она сразу появится на сайте.",
    en: "Add the first note: it shows on the site at once.",
  },
  name: { ru: "Название", en: "Name" },
  description: { ru: "Описание", en: "Description" },
  photo: { ru: "Фото", en: "Photo" },
  add: { ru: "Добавить", en: "Add" },
  nameMissing: { ru: "Напишите название", en: "Write a name" },
  correct: { ru: "Проверьте, пожалуйста:", en: "Please check:" },
} as const satisfies Record<string, Text>;

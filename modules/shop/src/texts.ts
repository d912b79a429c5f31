import type { PluralText, Text } from "@tochka-rosta/sdk";

/** Words that several of the owner's pages share. */
export const adminTexts = {
  home: { ru: "Обзор", en: "Overview" },
  orders: { ru: "Заказы", en: "Orders" },
  products: { ru: "Товары", en: "Products" },
  settings: { ru: "Настройки", en: "Settings" },
  save: { ru: "Сохранить", en: "Save" },
  saved: { ru: "Сохранено", en: "Saved" },
  correct: { ru: "Проверьте, пожалуйста:", en: "Please check:" },
} as const satisfies Record<string, Text>;

/** Words of the shop itself. */
export const shopTexts = {
  shop: { ru: "Магазин", en: "Shop" },
  cart: { ru: "Корзина", en: "Cart" },
  total: { ru: "Итого", en: "Total" },
  pieces: { ru: "{count} шт.", en: "{count} pcs" },
  soldOut: { ru: "Нет в наличии", en: "Sold out" },
  noPicture: { ru: "Картинки пока нет", en: "No picture yet" },
} as const satisfies Record<string, Text>;

export const productCount: PluralText = {
  ru: { one: "товар", few: "товара", many: "товаров" },
  en: { one: "item", many: "items" },
};

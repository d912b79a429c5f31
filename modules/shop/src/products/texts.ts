import type { Text } from "@tochka-rosta/sdk";

/** What the buyer's product pages say. */
export const catalogueTexts = {
  catalogue: { ru: "Каталог", en: "Catalogue" },
  defaultGreeting: {
    ru: "Выбирайте и заказывайте: это займёт пару минут.",
    en: "Pick what you like: ordering takes two minutes.",
  },
  search: { ru: "Поиск по товарам", en: "Search products" },
  find: { ru: "Найти", en: "Search" },
  nothingFound: { ru: "По запросу «{search}» ничего не нашлось", en: "Nothing found for “{search}”" },
  allProducts: { ru: "Все товары", en: "All products" },
  soonTitle: { ru: "Скоро открытие", en: "Opening soon" },
  soonText: {
    ru: "Товары ещё раскладывают по полкам. Загляните чуть позже.",
    en: "The shelves are being filled. Come back a little later.",
  },
  addToCart: { ru: "В корзину", en: "Add to cart" },
  quantity: { ru: "Количество", en: "Quantity" },
  inStock: { ru: "В наличии: {count} шт.", en: "In stock: {count}" },
  fewLeft: { ru: "Осталось мало: {count} шт.", en: "Only {count} left" },
  backToCatalogue: { ru: "← Все товары", en: "← All products" },
  pages: { ru: "Страницы каталога", en: "Catalogue pages" },
} as const satisfies Record<string, Text>;

import type { Text } from "@tochka-rosta/sdk";

/** What the buyer's product pages say. */
export const catalogueTexts = {
  catalogue: { ru: "Каталог", en: "Catalogue" },
  defaultGreeting: {
    ru: "Выбирайте и заказывайте: это займёт пару минут.",
    en: "Pick what you like: ordering takes two minutes.",
  },
  search: { ru: "Поиск по товарам", en: "Search products" },
  nothingFound: { ru: "По запросу «{search}» ничего не нашлось", en: "Nothing found for “{search}”" },
  tryAnother: {
    ru: "Попробуйте другие слова или посмотрите все товары.",
    en: "Try other words, or look at all products.",
  },
  allSoldOut: { ru: "Сейчас всё раскупили", en: "Everything is sold out right now" },
  sort: { ru: "Порядок", en: "Order" },
  newest: { ru: "Новые", en: "Newest" },
  best: { ru: "Подходящие", en: "Best match" },
  cheap: { ru: "Дешевле", en: "Cheapest" },
  dear: { ru: "Дороже", en: "Dearest" },
  which: { ru: "Что показать", en: "What to show" },
  everything: { ru: "Все", en: "All" },
  onlyInStock: { ru: "В наличии", en: "In stock" },
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

import type { Text } from "@tochka-rosta/sdk";

/** What the cart says. */
export const cartTexts = {
  emptyTitle: { ru: "В корзине пока пусто", en: "Your cart is empty" },
  emptyText: {
    ru: "Загляните в каталог: там наверняка найдётся что-то для вас.",
    en: "Have a look at the catalogue: there is surely something for you.",
  },
  toCatalogue: { ru: "В каталог", en: "To the catalogue" },
  less: { ru: "Меньше: {title}", en: "Less: {title}" },
  more: { ru: "Больше: {title}", en: "More: {title}" },
  remove: { ru: "Убрать", en: "Remove" },
  removeTitle: { ru: "Убрать из корзины: {title}", en: "Remove from the cart: {title}" },
  gone: { ru: "Товар больше не продаётся, уберите его из корзины", en: "No longer for sale, please remove it" },
  onlyLeft: { ru: "Осталось {count} шт., уменьшите количество", en: "Only {count} left, please take fewer" },
  soldOut: { ru: "Товар закончился, уберите его из корзины", en: "Sold out, please remove it" },
  checkout: { ru: "Оформить заказ", en: "Check out" },
  correctFirst: {
    ru: "Чтобы оформить заказ, поправьте отмеченные товары.",
    en: "To check out, correct the marked items first.",
  },
  payLater: { ru: "Оплата при получении, продавцу напрямую.", en: "You pay the seller directly on receipt." },
  cannotAdd: {
    ru: "Не получилось добавить в корзину: товар закончился или снят с продажи.",
    en: "It could not be added: sold out or no longer for sale.",
  },
  full: {
    ru: "Не получилось добавить: в корзине уже {most} разных товаров. Оформите их или уберите лишнее.",
    en: "It could not be added: the cart holds {most} different products already. Order them or remove some.",
  },
  quantityWrong: {
    ru: "Количество не изменилось: одного товара можно взять от 1 до {most} шт.",
    en: "The quantity stays: of one product you can take 1 to {most}.",
  },
  addedPart: {
    ru: "«{title}»: добавлено {added} из {asked}.",
    en: "“{title}”: added {added} of {asked}.",
  },
  noMore: { ru: "В наличии всего {count} шт.", en: "There are only {count} in stock." },
  lineLimit: {
    ru: "Больше {most} шт. одного товара за раз не заказать.",
    en: "One order takes at most {most} of a product.",
  },
} as const satisfies Record<string, Text>;

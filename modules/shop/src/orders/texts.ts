import type { Text } from "@tochka-rosta/sdk";
import type { DeliveryMethod, OrderStatus } from "./order.ts";

/** Status as buyer and owner read it. "shipped" means "ready" where the buyer fetches the order. */
export function statusText(status: OrderStatus, method: DeliveryMethod): Text {
  if (status === "shipped" && method === "pickup") return { ru: "Готов к выдаче", en: "Ready for pickup" };
  return STATUS[status];
}

const STATUS: Readonly<Record<OrderStatus, Text>> = {
  new: { ru: "Новый", en: "New" },
  confirmed: { ru: "Подтверждён", en: "Confirmed" },
  shipped: { ru: "В пути", en: "On its way" },
  completed: { ru: "Завершён", en: "Completed" },
  canceled: { ru: "Отменён", en: "Canceled" },
  released: { ru: "Просрочен", en: "Expired" },
};

/** What the owner's button says for a move. */
export function moveText(to: MoveTarget, method: DeliveryMethod): Text {
  if (to === "shipped" && method === "pickup") return { ru: "Готов к выдаче", en: "Ready for pickup" };
  return MOVE[to];
}

/** Where a seller can move an order to. */
export type MoveTarget = Exclude<OrderStatus, "new" | "released">;

const MOVE: Readonly<Record<MoveTarget, Text>> = {
  confirmed: { ru: "Подтвердить", en: "Confirm" },
  shipped: { ru: "Передан в доставку", en: "Handed to the courier" },
  completed: { ru: "Завершить", en: "Complete" },
  canceled: { ru: "Отменить заказ", en: "Cancel the order" },
};

export const DELIVERY: Readonly<Record<DeliveryMethod, Text>> = {
  pickup: { ru: "Самовывоз", en: "Pickup" },
  courier: { ru: "Курьер", en: "Courier" },
};

export const orderTexts = {
  checkout: { ru: "Оформление заказа", en: "Checkout" },
  yourOrder: { ru: "Ваш заказ", en: "Your order" },
  contacts: { ru: "Как с вами связаться", en: "How to reach you" },
  name: { ru: "Имя", en: "Name" },
  phone: { ru: "Телефон", en: "Phone" },
  phoneHint: {
    ru: "Российский номер: продавец позвонит, чтобы подтвердить заказ",
    en: "A Russian number: the seller calls to confirm",
  },
  delivery: { ru: "Получение", en: "Delivery" },
  pickupHint: { ru: "Заберёте сами: {address}", en: "You fetch it: {address}" },
  pickupNoAddress: { ru: "Заберёте сами, адрес подскажет продавец", en: "You fetch it; the seller tells the address" },
  courierHint: {
    ru: "Привезём по вашему адресу, условия уточнит продавец",
    en: "Brought to your address; the seller tells the terms",
  },
  address: { ru: "Адрес доставки", en: "Delivery address" },
  addressHint: { ru: "Нужен только для курьера", en: "For the courier only" },
  comment: { ru: "Комментарий к заказу", en: "Comment" },
  consent: { ru: "Согласен на обработку персональных данных", en: "I consent to the processing of my personal data" },
  consentLink: { ru: "Текст согласия", en: "The text of the consent" },
  place: { ru: "Заказать за {total}", en: "Order for {total}" },
  payLater: { ru: "Оплата при получении, продавцу напрямую.", en: "You pay the seller directly on receipt." },
  backToCart: { ru: "← В корзину", en: "← Back to the cart" },
  nameMissing: { ru: "Напишите, как к вам обращаться", en: "Tell us your name" },
  phoneMissing: {
    ru: "Напишите телефон, например +7 (999) 123-45-67",
    en: "Write a phone number, such as +7 (999) 123-45-67",
  },
  deliveryMissing: { ru: "Выберите, как получить заказ", en: "Choose how to receive the order" },
  addressMissing: { ru: "Для курьера нужен адрес", en: "The courier needs an address" },
  consentMissing: {
    ru: "Без согласия мы не вправе принять ваши имя и телефон",
    en: "Without your consent we may not take your name and phone",
  },
  outOfStock: { ru: "Пока вы оформляли заказ, товара стало меньше", en: "Meanwhile there is less in stock" },
  lineSoldOut: { ru: "«{title}» закончился", en: "“{title}” is sold out" },
  lineFewLeft: { ru: "«{title}»: осталось {count} шт.", en: "“{title}”: only {count} left" },
  correctCart: { ru: "Поправить корзину", en: "Correct the cart" },
  priceChanged: {
    ru: "Цена изменилась. Проверьте сумму и подтвердите заказ ещё раз",
    en: "A price has changed. Check the total and confirm once more",
  },
  lineRepriced: { ru: "«{title}» теперь стоит {price}", en: "“{title}” now costs {price}" },
  cartChanged: {
    ru: "Корзина изменилась. Проверьте состав и подтвердите заказ ещё раз",
    en: "The cart has changed. Check it and confirm once more",
  },
  cartEmpty: { ru: "В заказе нет товаров", en: "The order has no items" },
  keyReused: { ru: "Этот ключ уже использован для другого заказа", en: "This key was already used for another order" },
  thanks: { ru: "Спасибо, заказ принят!", en: "Thank you, your order is in!" },
  orderNumber: { ru: "Заказ № {number}", en: "Order No. {number}" },
  heldUntil: { ru: "Товар отложен для вас до {moment}.", en: "The goods are kept for you until {moment}." },
  released: {
    ru: "Продавец не подтвердил заказ за {hours} ч., и товар вернулся в продажу. Если заказ ещё нужен, позвоните в магазин: продавец подтвердит его, пока товар есть.",
    en: "The seller did not confirm the order within {hours} hours, so the goods are for sale again. If you still want them, call the shop: the seller can confirm the order while stock lasts.",
  },
  tooManyOrders: {
    ru: "У вас уже есть заказы, которые продавец пока не подтвердил",
    en: "You have orders that the seller has not confirmed yet",
  },
  phoneHasOrders: {
    ru: "На этот номер телефона неподтверждённых заказов уже {count}, больше нельзя. Дождитесь звонка продавца или позвоните в магазин.",
    en: "There are {count} unconfirmed orders on this phone number already, which is the most. Wait for the seller's call, or call the shop.",
  },
  addressHasOrders: {
    ru: "Из вашей сети неподтверждённых заказов уже {count}, больше нельзя. Попробуйте позже, с мобильного интернета, или позвоните в магазин.",
    en: "There are {count} unconfirmed orders from your network already, which is the most. Try later, over mobile internet, or call the shop.",
  },
  tooManyPieces: {
    ru: "Столько товара сразу без подтверждения не отложить",
    en: "So many pieces cannot be kept without a confirmation",
  },
  phoneHasPieces: {
    ru: "На один номер телефона до подтверждения откладывается {most} шт., уже отложено {count}. Уменьшите количество или позвоните в магазин.",
    en: "For one phone number {most} pieces are kept until they are confirmed, and {count} are kept already. Take fewer, or call the shop.",
  },
  addressHasPieces: {
    ru: "Для одной сети до подтверждения откладывается {most} шт., уже отложено {count}. Уменьшите количество или позвоните в магазин.",
    en: "For one network {most} pieces are kept until they are confirmed, and {count} are kept already. Take fewer, or call the shop.",
  },
  keepLink: {
    ru: "Сохраните эту страницу: по её адресу видно, что с заказом.",
    en: "Keep this page: its address shows how the order is doing.",
  },
  sellerCalls: { ru: "Продавец свяжется с вами по телефону {phone}.", en: "The seller will call you at {phone}." },
  shopContacts: { ru: "Магазин", en: "The shop" },
  history: { ru: "Что происходит", en: "What happens" },
  items: { ru: "Состав", en: "Items" },
  consentTitle: { ru: "Согласие на обработку персональных данных", en: "Consent to the processing of personal data" },
} as const satisfies Record<string, Text>;

/** Changes whenever the consent's words change; kept with every order. */
export const CONSENT_VERSION = "2026-11-23";

export const consentText: Text = {
  ru: `Оформляя заказ, я даю магазину «{shop}» согласие на обработку моих имени, номера телефона, адреса доставки и комментария к заказу.

Цель одна: принять, подтвердить и выполнить мой заказ. Данные собираются, хранятся, уточняются, используются и удаляются, в том числе автоматически, и не передаются никому, кроме тех, кто доставляет заказ.

Согласие действует до выполнения заказа и окончания сроков, в которые могут быть предъявлены требования по нему. Отозвать его можно в любой момент, сообщив магазину: {contact}.`,
  en: `By ordering I consent to the shop “{shop}” processing my name, phone number, delivery address and comment.

There is one purpose: to take, confirm and fulfil my order. The data are collected, kept, corrected, used and deleted, also automatically, and given to nobody but those who deliver the order.

The consent holds until the order is fulfilled and claims about it have lapsed. I may withdraw it at any time by telling the shop: {contact}.`,
};

import { formatKopecks, type RefusalKind, type Text, type RequestContext } from "@tochka-rosta/sdk";
import type { OrderRefusal } from "./place-order.ts";
import { orderTexts } from "./texts.ts";
import type { TooMuch, Visitor } from "./unconfirmed.ts";

const TITLES: Readonly<Record<OrderRefusal["code"], Text>> = {
  CART_EMPTY: orderTexts.cartEmpty,
  CART_CHANGED: orderTexts.cartChanged,
  OUT_OF_STOCK: orderTexts.outOfStock,
  PRICE_CHANGED: orderTexts.priceChanged,
  IDEMPOTENCY_KEY_REUSED: orderTexts.keyReused,
  TOO_MANY_UNCONFIRMED_ORDERS: orderTexts.tooManyOrders,
  TOO_MANY_HELD_PIECES: orderTexts.tooManyPieces,
};

const TOO_MUCH: Readonly<Record<TooMuch["code"], Readonly<Record<Visitor, Text>>>> = {
  TOO_MANY_UNCONFIRMED_ORDERS: {
    buyer: orderTexts.phoneHasOrders,
    phone: orderTexts.phoneHasOrders,
    address: orderTexts.addressHasOrders,
  },
  TOO_MANY_HELD_PIECES: {
    buyer: orderTexts.phoneHasPieces,
    phone: orderTexts.phoneHasPieces,
    address: orderTexts.addressHasPieces,
  },
};

/** The refusal that sent a form back; undefined for whatever else did. */
export function readOrderRefusal(reason: unknown): OrderRefusal | undefined {
  const code = (reason as Partial<OrderRefusal> | undefined)?.code;
  return code !== undefined && Object.hasOwn(TITLES, code) ? (reason as OrderRefusal) : undefined;
}

/** The refusal's code, status and sentence. */
export function kindOfRefusal(refusal: OrderRefusal): RefusalKind {
  const isConflict = refusal.code !== "CART_EMPTY" && refusal.code !== "IDEMPOTENCY_KEY_REUSED";
  return { code: refusal.code, status: isConflict ? 409 : 422, title: TITLES[refusal.code] };
}

/** What exactly stands in the way, a sentence each, by product name. */
export function explainLines(refusal: OrderRefusal, context: RequestContext): string[] {
  switch (refusal.code) {
    case "OUT_OF_STOCK":
      return refusal.lines.map(({ title, available }) =>
        context.translate(available === 0 ? orderTexts.lineSoldOut : orderTexts.lineFewLeft, {
          title,
          count: available,
        }),
      );
    case "PRICE_CHANGED":
      return refusal.lines.map(({ title, priceKopecks }) =>
        context.translate(orderTexts.lineRepriced, { title, price: formatKopecks(priceKopecks, context.language) }),
      );
    case "TOO_MANY_UNCONFIRMED_ORDERS":
    case "TOO_MANY_HELD_PIECES":
      return [context.translate(TOO_MUCH[refusal.code][refusal.visitor], { ...refusal })];
    default:
      return [];
  }
}

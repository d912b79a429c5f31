import { createHash } from "node:crypto";
import {
  type ApiAnswer,
  formOfBody,
  json,
  type PublicRoute,
  refusals,
  refuse,
  type Text,
  type RequestContext,
} from "@tochka-rosta/sdk";
import { MAX_LINE_QUANTITY } from "../line-quantity.ts";
import { readCheckout } from "./checkout-form.ts";
import { ORDER_RATE } from "../order-limits.ts";
import { type OrderRefusal, placeOrder, type SeenLine } from "./place-order.ts";
import { explainLines, kindOfRefusal } from "./refusal-text.ts";
import { findOrderByToken, listOrderLines } from "./store.ts";
import { CONSENT_VERSION } from "./texts.ts";

const MAX_ITEMS = 50;

const keyMissing: Text = {
  ru: "Нужен заголовок Idempotency-Key: от 16 до 100 символов",
  en: "The header Idempotency-Key is needed: 16 to 100 characters",
};
const itemsWrong: Text = {
  ru: "items: от 1 до 50 позиций с целыми product_id, quantity (1–99) и price_kopecks",
  en: "items: 1 to 50 entries with whole product_id, quantity (1–99) and price_kopecks",
};

function readItem(value: unknown): SeenLine | undefined {
  const { product_id: productId, quantity, price_kopecks: priceKopecks } = (value ?? {}) as Record<string, unknown>;
  const isWhole = (number: unknown, most: number): number is number =>
    typeof number === "number" && Number.isSafeInteger(number) && number > 0 && number <= most;
  if (!isWhole(productId, Number.MAX_SAFE_INTEGER) || !isWhole(priceKopecks, Number.MAX_SAFE_INTEGER)) return undefined;
  return isWhole(quantity, MAX_LINE_QUANTITY) ? { productId, quantity, priceKopecks } : undefined;
}

function readItems(body: unknown): SeenLine[] | undefined {
  const items: unknown = (body as { items?: unknown } | null)?.items;
  if (!Array.isArray(items) || items.length === 0 || items.length > MAX_ITEMS) return undefined;
  const lines = items.map(readItem);
  return lines.every((line) => line !== undefined) ? lines : undefined;
}

function readKey(context: RequestContext): string | undefined {
  const key = context.headers["idempotency-key"];
  if (typeof key !== "string" || !/^[\x21-\x7e]{16,100}$/.test(key)) return undefined;
  return `api:${createHash("sha256").update(key).digest("hex")}`;
}

/** A refusal for programs: which product, and how many pieces are left or what it costs now. */
function refuseOrder(refusal: OrderRefusal, context: RequestContext): ApiAnswer {
  const detail = explainLines(refusal, context).join("; ");
  if (!("lines" in refusal)) return refuse(kindOfRefusal(refusal), detail);
  const lines = refusal.lines.map(({ productId, title, ...now }) => ({
    product_id: productId,
    name: title,
    ...("available" in now ? { available: now.available } : { price_kopecks: now.priceKopecks }),
  }));
  return refuse(kindOfRefusal(refusal), detail, { lines });
}

/** Orders items without a cart. Prices are those the buyer saw; a changed price refuses the order with the new one. */
export const createOrder: PublicRoute = {
  method: "POST",
  url: "/api/orders",
  limit: ORDER_RATE,
  handle: async (context): Promise<ApiAnswer> => {
    const idempotencyKey = readKey(context);
    if (idempotencyKey === undefined) return refuse(refusals.badRequest, context.translate(keyMissing));
    const lines = readItems(context.body);
    if (!lines) return refuse(refusals.badRequest, context.translate(itemsWrong));
    const reading = readCheckout(formOfBody(context.body), context);
    if ("errors" in reading)
      return refuse({ ...refusals.badRequest, status: 422 }, undefined, { errors: reading.errors });
    const { address: consentAddress, network } = context;
    const visitor = { consentVersion: CONSENT_VERSION, consentAddress, network };
    const request = { ...reading.input, ...visitor, lines, cartId: null, idempotencyKey };
    const outcome = await placeOrder(context.database, request, context.now());
    if ("refused" in outcome) return refuseOrder(outcome.refused, context);
    const { number, pageToken, totalKopecks, isRepeated } = outcome.placed;
    const url = `${context.identity.origin}/orders/${pageToken}`;
    return json({ number, token: pageToken, url, total_kopecks: totalKopecks }, isRepeated ? 200 : 201);
  },
};

/** An order by its secret, for a client that shows its own page. */
export const getOrder: PublicRoute = {
  method: "GET",
  url: "/api/orders/:token",
  handle: async ({ database, params }) => {
    const order = await findOrderByToken(database, params["token"] ?? "");
    if (!order) return refuse(refusals.notFound);
    const lines = await listOrderLines(database, order.id);
    return json({
      number: order.number,
      status: order.status,
      total_kopecks: order.totalKopecks,
      created_at: order.createdAt.toISOString(),
      hold_until: order.status === "new" ? order.holdUntil.toISOString() : null,
      items: lines.map((line) => ({
        product_id: line.productId,
        name: line.title,
        quantity: line.quantity,
        price_kopecks: line.unitPriceKopecks,
      })),
    });
  },
};

import {
  type AdminRoute,
  formatPhone,
  type Html,
  html,
  isUuid,
  page,
  type PageAnswer,
  redirect,
  refusals,
  refuse,
  type RequestContext,
  sendBack,
  type Text,
} from "@tochka-rosta/sdk";
import { changeOrderStatus, type MoveOutcome } from "./change-status.ts";
import { HOLD_HOURS } from "../order-limits.ts";
import { nextStatuses, type Order, readOrderStatus } from "./order.ts";
import { orderHistory, orderItems, statusBadge } from "./order-parts.ts";
import { findOrder, listOrderEvents, listOrderLines } from "./store.ts";
import { DELIVERY, type MoveTarget, moveText, orderTexts } from "./texts.ts";

const texts = {
  back: { ru: "← Все заказы", en: "← All orders" },
  buyer: { ru: "Покупатель", en: "Buyer" },
  next: { ru: "Что дальше", en: "What next" },
  nothingNext: { ru: "Заказ закрыт, делать ничего не нужно.", en: "The order is closed; nothing is left to do." },
  cancelHint: { ru: "При отмене товары вернутся на остаток.", en: "Canceling puts the items back in stock." },
  movedMeanwhile: {
    ru: "Заказ уже изменился. Вот как он выглядит сейчас.",
    en: "The order had changed already. This is how it stands.",
  },
  heldUntil: {
    ru: "Товар отложен до {moment}. Если не подтвердить заказ до этого, товар вернётся в продажу, а заказ останется здесь.",
    en: "The goods are kept until {moment}. Unless you confirm the order by then, they go on sale again; the order stays here.",
  },
  released: {
    ru: "За {hours} ч. заказ не подтвердили, и товар вернулся в продажу. Подтвердить ещё можно: товар снова спишется с остатка, если его хватает.",
    en: "The order was not confirmed within {hours} hours, so its goods are for sale again. You can still confirm it: they are taken from stock once more if they are there.",
  },
  short: {
    ru: "Подтвердить нельзя: на остатке не хватает {titles}. Пополните остаток и подтвердите снова.",
    en: "It cannot be confirmed: there is too little in stock of {titles}. Restock and confirm again.",
  },
  buyerPage: { ru: "Страница заказа для покупателя ↗", en: "The buyer's page of this order ↗" },
} as const satisfies Record<string, Text>;

function nextCard(order: Order, context: RequestContext): Html {
  const next = nextStatuses(order.status);
  const moment = context.time.format(order.holdUntil);
  return html`<section class="card stack">
    <h2>${context.translate(texts.next)}</h2>
    ${order.status === "new" && html`<p class="notice">${context.translate(texts.heldUntil, { moment })}</p>`}
    ${
      order.status === "released" &&
      html`<p class="notice notice-warn">${context.translate(texts.released, { hours: HOLD_HOURS })}</p>`
    }
    ${next.length === 0 && html`<p class="soft">${context.translate(texts.nothingNext)}</p>`}
    <form class="stack-tight" method="post" action="/admin/orders/${order.id}/status">
      <input type="hidden" name="from" value="${order.status}" />
      ${next.map(
        (to) =>
          html`<button class="button button-wide ${to === "canceled" ? "button-bad" : ""}" name="to" value="${to}">
            ${context.translate(moveText(to as MoveTarget, order.deliveryMethod))}
          </button>`,
      )}
    </form>
    ${next.includes("canceled") && order.status !== "released" && html`<p class="soft small">${context.translate(texts.cancelHint)}</p>`}
  </section>`;
}

function buyerCard(order: Order, context: RequestContext): Html {
  return html`<section class="card stack-tight">
    <h2>${context.translate(texts.buyer)}</h2>
    <p>${order.buyerName}</p>
    <p><a href="tel:${order.buyerPhone}">${formatPhone(order.buyerPhone)}</a></p>
    <p>
      ${context.translate(DELIVERY[order.deliveryMethod])}${order.deliveryAddress !== "" && html`: ${order.deliveryAddress}`}
    </p>
    ${order.comment !== "" && html`<p class="notice prose">${order.comment}</p>`}
    <p class="small"><a href="/orders/${order.pageToken}">${context.translate(texts.buyerPage)}</a></p>
  </section>`;
}

async function orderPage(order: Order, context: RequestContext): Promise<PageAnswer> {
  const notice = explainMove(context);
  const [lines, events] = await Promise.all([
    listOrderLines(context.database, order.id),
    listOrderEvents(context.database, order.id),
  ]);
  const title = context.translate(orderTexts.orderNumber, { number: order.number });
  return page({
    title,
    body: html`<div class="stack">
      <p><a href="/admin/orders">${context.translate(texts.back)}</a></p>
      <div class="row">
        <h1>${title}</h1>
        ${statusBadge(order, context)}
      </div>
      ${notice !== undefined && html`<p class="notice notice-warn" role="alert">${notice}</p>`}
      <div class="sides">
        <div class="stack">${orderItems(order, lines, context)} ${orderHistory(order, events, context)}</div>
        <aside class="stack">${nextCard(order, context)} ${buyerCard(order, context)}</aside>
      </div>
    </div>`,
  });
}

/** Why an order stays where it is. */
type MoveReason = { readonly outcome: Exclude<MoveOutcome, "moved"> };

function explainMove({ draft, translate }: RequestContext): string | undefined {
  const outcome = (draft?.reason as Partial<MoveReason> | undefined)?.outcome;
  if (outcome === undefined) return undefined;
  if (outcome === "stale") return translate(texts.movedMeanwhile);
  return translate(texts.short, { titles: outcome.short.map((title) => `«${title}»`).join(", ") });
}

const findByParam = async (context: RequestContext): Promise<Order | undefined> => {
  const id = context.params["id"] ?? "";
  return isUuid(id) ? findOrder(context.database, id) : undefined;
};

export const showAdminOrder: AdminRoute = {
  method: "GET",
  url: "/admin/orders/:id",
  handle: async (context) => {
    const order = await findByParam(context);
    return order ? orderPage(order, context) : refuse(refusals.notFound);
  },
};

/** Moves an order on, if it still stands where the owner saw it. */
export const submitOrderStatus: AdminRoute = {
  method: "POST",
  url: "/admin/orders/:id/status",
  formAt: "/admin/orders/:id",
  handle: async (context) => {
    const order = await findByParam(context);
    if (!order) return refuse(refusals.notFound);
    const from = readOrderStatus(context.form.fields.get("from"));
    const to = readOrderStatus(context.form.fields.get("to"));
    if (!from || !to) return refuse(refusals.badRequest);
    const outcome = await changeOrderStatus(context.database, order.id, from, to);
    if (outcome === "moved") return redirect(`/admin/orders/${order.id}`);
    const reason: MoveReason = { outcome };
    return sendBack(reason);
  },
};

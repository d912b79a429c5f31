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
  type Text,
  type RequestContext,
} from "@tochka-rosta/sdk";
import { changeOrderStatus } from "./change-status.ts";
import { nextStatuses, type Order, readOrderStatus } from "./order.ts";
import { orderHistory, orderItems, statusBadge } from "./order-parts.ts";
import { findOrder, listOrderEvents, listOrderLines } from "./store.ts";
import { DELIVERY, moveText, orderTexts } from "./texts.ts";

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
  buyerPage: { ru: "Страница заказа для покупателя ↗", en: "The buyer's page of this order ↗" },
} as const satisfies Record<string, Text>;

function nextCard(order: Order, context: RequestContext): Html {
  const next = nextStatuses(order.status);
  return html`<section class="card stack">
    <h2>${context.translate(texts.next)}</h2>
    ${next.length === 0 && html`<p class="soft">${context.translate(texts.nothingNext)}</p>`}
    <form class="stack-tight" method="post" action="/admin/orders/${order.id}/status">
      <input type="hidden" name="from" value="${order.status}" />
      ${next.map(
        (to) =>
          html`<button class="button button-wide ${to === "canceled" ? "button-bad" : ""}" name="to" value="${to}">
            ${context.translate(moveText(to, order.deliveryMethod))}
          </button>`,
      )}
    </form>
    ${next.includes("canceled") && html`<p class="soft small">${context.translate(texts.cancelHint)}</p>`}
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

async function orderPage(order: Order, context: RequestContext, notice: string | undefined): Promise<PageAnswer> {
  const [lines, events] = await Promise.all([
    listOrderLines(context.database, order.id),
    listOrderEvents(context.database, order.id),
  ]);
  const title = context.translate(orderTexts.orderNumber, { number: order.number });
  return page({
    status: notice === undefined ? 200 : 409,
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

const findByParam = async (context: RequestContext): Promise<Order | undefined> => {
  const id = context.params["id"] ?? "";
  return isUuid(id) ? findOrder(context.database, id) : undefined;
};

export const showAdminOrder: AdminRoute = {
  method: "GET",
  url: "/admin/orders/:id",
  handle: async (context) => {
    const order = await findByParam(context);
    return order ? orderPage(order, context, undefined) : refuse(refusals.notFound);
  },
};

/** Moves an order on, if it still stands where the owner saw it. */
export const submitOrderStatus: AdminRoute = {
  method: "POST",
  url: "/admin/orders/:id/status",
  handle: async (context) => {
    const order = await findByParam(context);
    if (!order) return refuse(refusals.notFound);
    const from = readOrderStatus(context.form.fields.get("from"));
    const to = readOrderStatus(context.form.fields.get("to"));
    if (!from || !to) return refuse(refusals.badRequest);
    const isMoved = await changeOrderStatus(context.database, order.id, from, to);
    return isMoved
      ? redirect(`/admin/orders/${order.id}`)
      : orderPage(order, context, context.translate(texts.movedMeanwhile));
  },
};

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
  type Visit,
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

function nextCard(order: Order, visit: Visit): Html {
  const next = nextStatuses(order.status);
  return html`<section class="card stack">
    <h2>${visit.say(texts.next)}</h2>
    ${next.length === 0 && html`<p class="soft">${visit.say(texts.nothingNext)}</p>`}
    <form class="stack-tight" method="post" action="/admin/orders/${order.id}/status">
      <input type="hidden" name="from" value="${order.status}" />
      ${next.map(
        (to) =>
          html`<button class="button button-wide ${to === "canceled" ? "button-bad" : ""}" name="to" value="${to}">
            ${visit.say(moveText(to, order.deliveryMethod))}
          </button>`,
      )}
    </form>
    ${next.includes("canceled") && html`<p class="soft small">${visit.say(texts.cancelHint)}</p>`}
  </section>`;
}

function buyerCard(order: Order, visit: Visit): Html {
  return html`<section class="card stack-tight">
    <h2>${visit.say(texts.buyer)}</h2>
    <p>${order.buyerName}</p>
    <p><a href="tel:${order.buyerPhone}">${formatPhone(order.buyerPhone)}</a></p>
    <p>
      ${visit.say(DELIVERY[order.deliveryMethod])}${order.deliveryAddress !== "" && html`: ${order.deliveryAddress}`}
    </p>
    ${order.comment !== "" && html`<p class="notice prose">${order.comment}</p>`}
    <p class="small"><a href="/orders/${order.pageToken}">${visit.say(texts.buyerPage)}</a></p>
  </section>`;
}

async function orderPage(order: Order, visit: Visit, notice: string | undefined): Promise<PageAnswer> {
  const [lines, events] = await Promise.all([
    listOrderLines(visit.database, order.id),
    listOrderEvents(visit.database, order.id),
  ]);
  const title = visit.say(orderTexts.orderNumber, { number: order.number });
  return page({
    status: notice === undefined ? 200 : 409,
    title,
    body: html`<div class="stack">
      <p><a href="/admin/orders">${visit.say(texts.back)}</a></p>
      <div class="row">
        <h1>${title}</h1>
        ${statusBadge(order, visit)}
      </div>
      ${notice !== undefined && html`<p class="notice notice-warn" role="alert">${notice}</p>`}
      <div class="sides">
        <div class="stack">${orderItems(order, lines, visit)} ${orderHistory(order, events, visit)}</div>
        <aside class="stack">${nextCard(order, visit)} ${buyerCard(order, visit)}</aside>
      </div>
    </div>`,
  });
}

const findByParam = async (visit: Visit): Promise<Order | undefined> => {
  const id = visit.params["id"] ?? "";
  return isUuid(id) ? findOrder(visit.database, id) : undefined;
};

export const showAdminOrder: AdminRoute = {
  method: "GET",
  url: "/admin/orders/:id",
  handle: async (visit) => {
    const order = await findByParam(visit);
    return order ? orderPage(order, visit, undefined) : refuse(refusals.notFound);
  },
};

/** Moves an order on, if it still stands where the owner saw it. */
export const submitOrderStatus: AdminRoute = {
  method: "POST",
  url: "/admin/orders/:id/status",
  handle: async (visit) => {
    const order = await findByParam(visit);
    if (!order) return refuse(refusals.notFound);
    const from = readOrderStatus(visit.form.fields.get("from"));
    const to = readOrderStatus(visit.form.fields.get("to"));
    if (!from || !to) return refuse(refusals.badRequest);
    const isMoved = await changeOrderStatus(visit.database, order.id, from, to);
    return isMoved ? redirect(`/admin/orders/${order.id}`) : orderPage(order, visit, visit.say(texts.movedMeanwhile));
  },
};

import {
  type AdminRoute,
  formatKopecks,
  formatMoment,
  formatPhone,
  type Html,
  html,
  icon,
  page,
  redirect,
  refusals,
  refuse,
  type Text,
  type Visit,
} from "@tochka-rosta/module-sdk";
import { adminTexts } from "../texts.ts";
import { changeOrderStatus } from "./change-status.ts";
import { nextStatuses, type Order, type OrderStatus, readOrderStatus } from "./order.ts";
import { orderHistory, orderItems, statusBadge } from "./order-parts.ts";
import { countByStatus, findOrder, listOrderEvents, listOrderLines, listOrders } from "./store.ts";
import { DELIVERY, moveText, orderTexts, statusText } from "./texts.ts";

const LIST_LIMIT = 200;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const STATUSES: readonly OrderStatus[] = ["new", "confirmed", "shipped", "completed", "canceled"];

const texts = {
  all: { ru: "Все", en: "All" },
  filter: { ru: "Какие заказы показать", en: "Which orders to show" },
  emptyTitle: { ru: "Заказов пока нет", en: "No orders yet" },
  emptyText: {
    ru: "Отправьте адрес магазина знакомым или в соцсети: первый заказ появится здесь.",
    en: "Share your shop's address: the first order will show up here.",
  },
  emptyStatus: { ru: "Таких заказов сейчас нет", en: "There are no such orders now" },
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

/** One order in a list. */
export function orderItem(order: Order, visit: Visit): Html {
  return html`<li>
    <div class="grow stack-tight">
      <a class="strong cover" href="/admin/orders/${order.id}"
        >${visit.say(orderTexts.orderNumber, { number: order.number })}</a
      >
      <p class="soft small">${order.buyerName}, ${formatMoment(order.createdAt, visit.language)}</p>
    </div>
    <p class="strong number">${formatKopecks(order.totalKopecks, visit.language)}</p>
    ${statusBadge(order, visit)}
  </li>`;
}

function filterChips(chosen: OrderStatus | undefined, counts: ReadonlyMap<OrderStatus, number>, visit: Visit): Html {
  const current = (is: boolean): Html | false => is && html`aria-current="page"`;
  return html`<nav class="search-filter" aria-label="${visit.say(texts.filter)}">
    <a class="chip" href="/admin/orders" ${current(chosen === undefined)}>${visit.say(texts.all)}</a>
    ${STATUSES.map(
      (status) =>
        html`<a class="chip" href="/admin/orders?status=${status}" ${current(chosen === status)}
          >${visit.say(statusText(status, "courier"))}&nbsp;<span class="number">${counts.get(status) ?? 0}</span></a
        >`,
    )}
  </nav>`;
}

/** The shop's orders, newest first, by status. */
export const listAdminOrders: AdminRoute = {
  method: "GET",
  url: "/admin/orders",
  handle: async (visit) => {
    const status = readOrderStatus(visit.query["status"]);
    const [orders, counts] = await Promise.all([
      listOrders(visit.database, status, LIST_LIMIT),
      countByStatus(visit.database),
    ]);
    const title = visit.say(adminTexts.orders);
    const empty = html`<section class="card empty">
      <div class="sign">${icon("inbox")}</div>
      <h2>${visit.say(counts.size === 0 ? texts.emptyTitle : texts.emptyStatus)}</h2>
      ${
        counts.size === 0 &&
        html`<p class="soft">${visit.say(texts.emptyText)}</p>
          <p class="strong">${visit.identity.origin}</p>`
      }
    </section>`;
    const list = html`<ul class="card list">
      ${orders.map((order) => orderItem(order, visit))}
    </ul>`;
    return page({
      title,
      body: html`<div class="stack">
        <h1>${title}</h1>
        ${counts.size > 0 && filterChips(status, counts, visit)} ${orders.length === 0 ? empty : list}
      </div>`,
    });
  },
};

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

async function orderPage(order: Order, visit: Visit, notice: string | undefined) {
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
  return UUID.test(id) ? findOrder(visit.database, id) : undefined;
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

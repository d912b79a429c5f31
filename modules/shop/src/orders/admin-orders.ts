import {
  type AdminRoute,
  formatKopecks,
  formatMoment,
  type Html,
  html,
  icon,
  page,
  type Text,
  type RequestContext,
} from "@tochka-rosta/sdk";
import { pager, readPageNumber } from "../pager.ts";
import { adminTexts } from "../texts.ts";
import { type Order, type OrderStatus, readOrderStatus } from "./order.ts";
import { statusBadge } from "./order-parts.ts";
import { countByStatus, listOrders } from "./store.ts";
import { orderTexts, statusText } from "./texts.ts";

const PAGE_SIZE = 100;
const STATUSES: readonly OrderStatus[] = ["new", "released", "confirmed", "shipped", "completed", "canceled"];

const texts = {
  all: { ru: "Все", en: "All" },
  filter: { ru: "Какие заказы показать", en: "Which orders to show" },
  emptyTitle: { ru: "Заказов пока нет", en: "No orders yet" },
  emptyText: {
    ru: "Отправьте адрес магазина знакомым или в соцсети: первый заказ появится здесь.",
    en: "Share your shop's address: the first order will show up here.",
  },
  emptyStatus: { ru: "Таких заказов сейчас нет", en: "There are no such orders now" },
} as const satisfies Record<string, Text>;

/** One order in a list. */
export function orderItem(order: Order, context: RequestContext): Html {
  return html`<li>
    <div class="grow stack-tight">
      <a class="strong cover" href="/admin/orders/${order.id}"
        >${context.translate(orderTexts.orderNumber, { number: order.number })}</a
      >
      <p class="soft small">${order.buyerName}, ${formatMoment(order.createdAt, context.language)}</p>
    </div>
    <p class="strong number">${formatKopecks(order.totalKopecks, context.language)}</p>
    ${statusBadge(order, context)}
  </li>`;
}

function filterChips(
  chosen: OrderStatus | undefined,
  counts: ReadonlyMap<OrderStatus, number>,
  context: RequestContext,
): Html {
  const current = (is: boolean): Html | false => is && html`aria-current="page"`;
  return html`<nav class="search-filter" aria-label="${context.translate(texts.filter)}">
    <a class="chip" href="/admin/orders" ${current(chosen === undefined)}>${context.translate(texts.all)}</a>
    ${STATUSES.map(
      (status) =>
        html`<a class="chip" href="/admin/orders?status=${status}" ${current(chosen === status)}
          >${context.translate(statusText(status, "courier"))}&nbsp;<span class="number"
            >${counts.get(status) ?? 0}</span
          ></a
        >`,
    )}
  </nav>`;
}

/** The shop's orders, newest first, by status. */
export const listAdminOrders: AdminRoute = {
  method: "GET",
  url: "/admin/orders",
  handle: async (context) => {
    const status = readOrderStatus(context.query["status"]);
    const number = readPageNumber(context.query);
    const [orders, counts] = await Promise.all([
      listOrders(context.database, status, PAGE_SIZE, (number - 1) * PAGE_SIZE),
      countByStatus(context.database),
    ]);
    const title = context.translate(adminTexts.orders);
    const empty = html`<section class="card empty">
      <div class="sign">${icon("inbox")}</div>
      <h2>${context.translate(counts.size === 0 ? texts.emptyTitle : texts.emptyStatus)}</h2>
      ${
        counts.size === 0 &&
        html`<p class="soft">${context.translate(texts.emptyText)}</p>
          <p class="strong">${context.identity.origin}</p>`
      }
    </section>`;
    const total =
      status === undefined ? [...counts.values()].reduce((sum, count) => sum + count, 0) : counts.get(status);
    const pages = { number, size: PAGE_SIZE, total: total ?? 0, label: title, path: "/admin/orders" };
    const list = html`<ul class="card list">
      ${orders.map((order) => orderItem(order, context))}
    </ul>`;
    return page({
      title,
      body: html`<div class="stack">
        <h1>${title}</h1>
        ${counts.size > 0 && filterChips(status, counts, context)} ${orders.length === 0 && number === 1 ? empty : list}
        ${pager({ ...pages, query: status === undefined ? {} : { status } }, context)}
      </div>`,
    });
  },
};

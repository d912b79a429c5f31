import {
  type AdminRoute,
  filterLinks,
  formatKopecks,
  type Html,
  html,
  icon,
  type ListPage,
  type ListPlace,
  page,
  pager,
  readChoice,
  readPage,
  readSearch,
  type RequestContext,
  searchForm,
  similarNotice,
  type Text,
} from "@tochka-rosta/sdk";
import { adminTexts } from "../texts.ts";
import type { Order, OrderStatus } from "./order.ts";
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
  search: { ru: "Номер, телефон или имя", en: "Number, phone or name" },
  nothingFound: { ru: "По запросу «{search}» заказов нет", en: "No orders for “{search}”" },
  showAll: { ru: "Показать все заказы", en: "Show all orders" },
  emptyStatus: { ru: "Таких заказов сейчас нет", en: "There are no such orders now" },
} as const satisfies Record<string, Text>;

/** One order in a list. */
export function orderItem(order: Order, context: RequestContext): Html {
  return html`<li>
    <div class="grow stack-tight">
      <a class="strong cover" href="/admin/orders/${order.id}"
        >${context.translate(orderTexts.orderNumber, { number: order.number })}</a
      >
      <p class="soft small">${order.buyerName}, ${context.time.format(order.createdAt)}</p>
    </div>
    <p class="strong number">${formatKopecks(order.totalKopecks, context.language)}</p>
    ${statusBadge(order, context)}
  </li>`;
}

type Counts = ReadonlyMap<OrderStatus, number>;

function statusLinks(place: ListPlace, counts: Counts, { translate }: RequestContext): Html {
  return filterLinks({ ...place, label: translate(texts.filter) }, "status", [
    { value: undefined, label: translate(texts.all) },
    ...STATUSES.map((status) => ({
      value: status,
      label: html`${translate(statusText(status, "courier"))}&nbsp;<span class="number"
          >${counts.get(status) ?? 0}</span
        >`,
    })),
  ]);
}

function emptyList(search: string, counts: Counts, { translate, identity }: RequestContext): Html {
  if (search !== "") {
    return html`<section class="card empty">
      <div class="sign">${icon("search")}</div>
      <h2>${translate(texts.nothingFound, { search })}</h2>
      <a class="button button-quiet" href="/admin/orders">${translate(texts.showAll)}</a>
    </section>`;
  }
  const isNew = counts.size === 0;
  return html`<section class="card empty">
    <div class="sign">${icon("inbox")}</div>
    <h2>${translate(isNew ? texts.emptyTitle : texts.emptyStatus)}</h2>
    ${
      isNew &&
      html`<p class="soft">${translate(texts.emptyText)}</p>
        <p class="strong">${identity.origin}</p>`
    }
  </section>`;
}

function orderRows(list: ListPage<Order>, search: string, counts: Counts, context: RequestContext): Html {
  if (list.rows.length === 0) return emptyList(search, counts, context);
  return html`<ul class="card list">
    ${list.rows.map((order) => orderItem(order, context))}
  </ul>`;
}

/** The shop's orders, newest first, by status; found by number, phone and name. */
export const listAdminOrders: AdminRoute = {
  method: "GET",
  url: "/admin/orders",
  handle: async (context) => {
    const status = readChoice(context, "status", STATUSES);
    const search = readSearch(context);
    const [list, counts] = await Promise.all([
      listOrders(context.database, { status, search, page: readPage(context), size: PAGE_SIZE }),
      countByStatus(context.database),
    ]);
    const title = context.translate(adminTexts.orders);
    const place = { path: "/admin/orders", query: { q: search || undefined, status }, label: title };
    return page({
      title,
      body: html`<div class="stack">
        <h1>${title}</h1>
        ${
          (counts.size > 0 || search !== "") &&
          html`${searchForm({ ...place, label: context.translate(texts.search) }, context)}
          ${statusLinks(place, counts, context)}`
        }
        ${similarNotice(list, search, context)} ${orderRows(list, search, counts, context)}
        ${pager(place, list, context)}
      </div>`,
    });
  },
};

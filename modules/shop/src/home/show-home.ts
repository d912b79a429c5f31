import {
  type AdminRoute,
  formatKopecks,
  type Html,
  html,
  page,
  type Text,
  type RequestContext,
} from "@tochka-rosta/sdk";
import { orderItem } from "../orders/admin-orders.ts";
import { listOrders } from "../orders/store.ts";
import { readSettings, type ShopSettings } from "../settings/store.ts";
import { adminTexts } from "../texts.ts";
import { readToday, type TodayNumbers } from "./store.ts";

const LATEST = 5;

const texts = {
  ordersToday: { ru: "Заказов сегодня", en: "Orders today" },
  soldToday: { ru: "На сумму", en: "Worth" },
  waiting: { ru: "Ждут ответа", en: "Waiting for you" },
  published: { ru: "Товаров в продаже", en: "Products for sale" },
  soldOut: {
    ru: "Закончились товары: {count}. Пополните остаток, чтобы их снова можно было купить.",
    en: "Sold-out products: {count}. Restock them so that people can buy again.",
  },
  toProducts: { ru: "К товарам", en: "To the products" },
  latest: { ru: "Последние заказы", en: "Latest orders" },
  allOrders: { ru: "Все заказы", en: "All orders" },
  noOrders: { ru: "Первый заказ появится здесь.", en: "Your first order will show up here." },
  firstSteps: { ru: "Первые шаги", en: "First steps" },
  stepName: { ru: "Назовите магазин и оставьте телефон", en: "Name your shop and leave a phone number" },
  stepProduct: { ru: "Добавьте первый товар с картинкой", en: "Add your first product with a picture" },
  stepPublish: { ru: "Покажите товар в магазине", en: "Show a product in the shop" },
  stepShare: { ru: "Отправьте адрес покупателям: {address}", en: "Send the address to buyers: {address}" },
  done: { ru: "готово", en: "done" },
} as const satisfies Record<string, Text>;

interface Step {
  readonly text: string;
  readonly path: string;
  readonly isDone: boolean;
}

function firstSteps(
  today: TodayNumbers,
  settings: ShopSettings,
  hasOrders: boolean,
  context: RequestContext,
): Html | false {
  const steps: readonly Step[] = [
    {
      text: context.translate(texts.stepName),
      path: "/admin/settings",
      isDone: settings.name !== "" && settings.phone !== "",
    },
    { text: context.translate(texts.stepProduct), path: "/admin/products/new", isDone: today.allProducts > 0 },
    { text: context.translate(texts.stepPublish), path: "/admin/products", isDone: today.publishedProducts > 0 },
    { text: context.translate(texts.stepShare, { address: context.identity.origin }), path: "/", isDone: hasOrders },
  ];
  if (steps.every((step) => step.isDone)) return false;
  return html`<section class="stack-tight">
    <h2>${context.translate(texts.firstSteps)}</h2>
    <ol class="card list">
      ${steps.map(
        (step, index) =>
          html`<li>
            <span class="step-number ${step.isDone ? "step-done" : ""}" aria-hidden="true"
              >${step.isDone ? "✓" : index + 1}</span
            >
            ${
              step.isDone
                ? html`<span class="grow soft"
                    >${step.text} <span class="hidden-label">(${context.translate(texts.done)})</span></span
                  >`
                : html`<a class="grow strong cover" href="${step.path}">${step.text}</a>`
            }
          </li>`,
      )}
    </ol>
  </section>`;
}

function numbers(today: TodayNumbers, context: RequestContext): Html {
  const cell = (label: Text, value: string | number): Html =>
    html`<div class="card">
      <dt>${context.translate(label)}</dt>
      <dd>${value}</dd>
    </div>`;
  return html`<dl class="stats">
    ${cell(texts.ordersToday, today.ordersToday)}
    ${cell(texts.soldToday, formatKopecks(today.soldTodayKopecks, context.language))}
    ${cell(texts.waiting, today.waitingOrders)} ${cell(texts.published, today.publishedProducts)}
  </dl>`;
}

/** The owner's first page: today's numbers, what to do next, the latest orders. */
export const showHome: AdminRoute = {
  method: "GET",
  url: "/admin",
  handle: async (context) => {
    const { database } = context;
    const [today, settings, { rows: orders }] = await Promise.all([
      readToday(database, context.time.startOfToday()),
      readSettings(database),
      listOrders(database, { search: "", page: 1, size: LATEST }),
    ]);
    const title = context.translate(adminTexts.home);
    return page({
      title,
      body: html`<div class="stack">
        <h1>${title}</h1>
        ${numbers(today, context)} ${firstSteps(today, settings, orders.length > 0, context)}
        ${
          today.soldOutProducts > 0 &&
          html`<p class="notice notice-warn">
            ${context.translate(texts.soldOut, { count: today.soldOutProducts })}
            <a href="/admin/products?view=sold_out">${context.translate(texts.toProducts)}</a>
          </p>`
        }
        <section class="stack-tight">
          <div class="row-between">
            <h2>${context.translate(texts.latest)}</h2>
            ${orders.length > 0 && html`<a href="/admin/orders">${context.translate(texts.allOrders)}</a>`}
          </div>
          ${
            orders.length === 0
              ? html`<p class="card soft">${context.translate(texts.noOrders)}</p>`
              : html`<ul class="card list">
                  ${orders.map((order) => orderItem(order, context))}
                </ul>`
          }
        </section>
      </div>`,
    });
  },
};

import {
  formatPhone,
  type Html,
  html,
  page,
  type PublicRoute,
  refusals,
  refuse,
  type RequestContext,
} from "@tochka-rosta/sdk";
import { shopName } from "../frame.ts";
import { readSettings, type ShopSettings } from "../settings/store.ts";
import { HOLD_HOURS } from "../order-limits.ts";
import type { Order } from "./order.ts";
import { orderHistory, orderItems, statusBadge } from "./order-parts.ts";
import { findOrderByToken, listOrderEvents, listOrderLines } from "./store.ts";
import { DELIVERY, orderTexts } from "./texts.ts";

function shopCard(order: Order, settings: ShopSettings, context: RequestContext): Html {
  const { phone, address } = settings;
  return html`<section class="card stack-tight">
    <h2>${context.translate(orderTexts.delivery)}</h2>
    <p>${context.translate(DELIVERY[order.deliveryMethod])}</p>
    ${order.deliveryMethod === "courier" && html`<p>${order.deliveryAddress}</p>`}
    ${order.deliveryMethod === "pickup" && address !== "" && html`<p>${address}</p>`}
    <h2>${context.translate(orderTexts.shopContacts)}</h2>
    <p>${shopName(settings, context)}</p>
    ${phone !== "" && html`<p><a href="tel:${phone}">${formatPhone(phone)}</a></p>`}
  </section>`;
}

/** The buyer's order page; its address is the key to it, so it is in no index and in no log. */
export const showOrder: PublicRoute = {
  method: "GET",
  url: "/orders/:token",
  handle: async (context) => {
    const { database, translate } = context;
    const order = await findOrderByToken(database, context.params["token"] ?? "");
    if (!order) return refuse(refusals.notFound);
    const [lines, events, settings] = await Promise.all([
      listOrderLines(database, order.id),
      listOrderEvents(database, order.id),
      readSettings(database),
    ]);
    const title = translate(orderTexts.orderNumber, { number: order.number });
    return page({
      title,
      body: html`<div class="stack">
        <section class="card stack-tight">
          <div class="row-between">
            <h1>${title}</h1>
            ${statusBadge(order, context)}
          </div>
          ${
            order.status === "new" &&
            html`<p class="done">✓ ${translate(orderTexts.thanks)}</p>
              <p>${translate(orderTexts.sellerCalls, { phone: formatPhone(order.buyerPhone) })}</p>
              <p>${translate(orderTexts.heldUntil, { moment: context.time.format(order.holdUntil) })}</p>`
          }
          ${
            order.status === "released" &&
            html`<p class="notice notice-warn">${translate(orderTexts.released, { hours: HOLD_HOURS })}</p>`
          }
          <p class="soft">${translate(orderTexts.keepLink)}</p>
        </section>
        <div class="sides">
          <div class="stack">${orderItems(order, lines, context)} ${orderHistory(order, events, context)}</div>
          <aside>${shopCard(order, settings, context)}</aside>
        </div>
      </div>`,
    });
  },
};

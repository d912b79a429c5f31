import { formatPhone, type Html, html, page, type PublicRoute, refusals, refuse, type Visit } from "@tochka-rosta/sdk";
import { shopName } from "../frame.ts";
import { readSettings, type ShopSettings } from "../settings/store.ts";
import type { Order } from "./order.ts";
import { orderHistory, orderItems, statusBadge } from "./order-parts.ts";
import { findOrderByToken, listOrderEvents, listOrderLines } from "./store.ts";
import { DELIVERY, orderTexts } from "./texts.ts";

function shopCard(order: Order, settings: ShopSettings, visit: Visit): Html {
  const { phone, address } = settings;
  return html`<section class="card stack-tight">
    <h2>${visit.say(orderTexts.delivery)}</h2>
    <p>${visit.say(DELIVERY[order.deliveryMethod])}</p>
    ${order.deliveryMethod === "courier" && html`<p>${order.deliveryAddress}</p>`}
    ${order.deliveryMethod === "pickup" && address !== "" && html`<p>${address}</p>`}
    <h2>${visit.say(orderTexts.shopContacts)}</h2>
    <p>${shopName(settings, visit)}</p>
    ${phone !== "" && html`<p><a href="tel:${phone}">${formatPhone(phone)}</a></p>`}
  </section>`;
}

/** The buyer's order page; its address is the key to it, so it is in no index and in no log. */
export const showOrder: PublicRoute = {
  method: "GET",
  url: "/orders/:token",
  handle: async (visit) => {
    const { database, say } = visit;
    const order = await findOrderByToken(database, visit.params["token"] ?? "");
    if (!order) return refuse(refusals.notFound);
    const [lines, events, settings] = await Promise.all([
      listOrderLines(database, order.id),
      listOrderEvents(database, order.id),
      readSettings(database),
    ]);
    const title = say(orderTexts.orderNumber, { number: order.number });
    return page({
      title,
      body: html`<div class="stack">
        <section class="card stack-tight">
          <div class="row-between">
            <h1>${title}</h1>
            ${statusBadge(order, visit)}
          </div>
          ${
            order.status === "new" &&
            html`<p class="done">✓ ${say(orderTexts.thanks)}</p>
              <p>${say(orderTexts.sellerCalls, { phone: formatPhone(order.buyerPhone) })}</p>`
          }
          <p class="soft">${say(orderTexts.keepLink)}</p>
        </section>
        <div class="sides">
          <div class="stack">${orderItems(order, lines, visit)} ${orderHistory(order, events, visit)}</div>
          <aside>${shopCard(order, settings, visit)}</aside>
        </div>
      </div>`,
    });
  },
};

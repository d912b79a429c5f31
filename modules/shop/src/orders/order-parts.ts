import { formatKopecks, type Html, html, type RequestContext } from "@tochka-rosta/sdk";
import { shopTexts } from "../texts.ts";
import type { Order, OrderEvent, OrderLine, OrderStatus } from "./order.ts";
import { orderTexts, statusText } from "./texts.ts";

const BADGES: Readonly<Record<OrderStatus, string>> = {
  new: "badge-warn",
  confirmed: "badge-brand",
  shipped: "badge-brand",
  completed: "badge-good",
  canceled: "badge-bad",
  released: "badge-bad",
};

export function statusBadge(order: Pick<Order, "status" | "deliveryMethod">, context: RequestContext): Html {
  return html`<span class="badge ${BADGES[order.status]}"
    >${context.translate(statusText(order.status, order.deliveryMethod))}</span
  >`;
}

/** What was ordered, as it was then. */
export function orderItems(order: Order, lines: readonly OrderLine[], context: RequestContext): Html {
  return html`<section class="card stack">
    <h2>${context.translate(orderTexts.items)}</h2>
    <ul class="stack-tight">
      ${lines.map(
        (line) =>
          html`<li class="sum">
            <span class="grow">
              ${line.title}
              <span class="soft number"
                >× ${line.quantity}, ${formatKopecks(line.unitPriceKopecks, context.language)}</span
              >
            </span>
            <span class="number">${formatKopecks(line.unitPriceKopecks * line.quantity, context.language)}</span>
          </li>`,
      )}
    </ul>
    <div class="sum sum-total">
      <span>${context.translate(shopTexts.total)}</span>
      <span class="number">${formatKopecks(order.totalKopecks, context.language)}</span>
    </div>
  </section>`;
}

/** The order's way so far. */
export function orderHistory(order: Order, events: readonly OrderEvent[], context: RequestContext): Html {
  return html`<section class="card stack">
    <h2>${context.translate(orderTexts.history)}</h2>
    <ol class="steps">
      ${events.map(
        (event) =>
          html`<li>
            <span class="strong">${context.translate(statusText(event.status, order.deliveryMethod))}</span>
            <span class="soft small">${context.time.format(event.happenedAt)}</span>
          </li>`,
      )}
    </ol>
  </section>`;
}

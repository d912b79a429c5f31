import { randomUUID } from "node:crypto";
import {
  type Answer,
  EMPTY_FORM,
  type Html,
  html,
  isUuid,
  page,
  type PublicRoute,
  redirect,
  type Visit,
} from "@tochka-rosta/sdk";
import { CART_COOKIE, cartCookie } from "../carts/cart-cookie.ts";
import { findLineProblem } from "../carts/cart-problem.ts";
import { type Cart, findCart, listCartLines } from "../carts/store.ts";
import { readSettings } from "../settings/store.ts";
import { type CheckoutReading, readCheckout } from "./checkout-form.ts";
import { checkoutBody } from "./checkout-page.ts";
import { type OrderRefusal, type PlacedOrder, placeOrder } from "./place-order.ts";
import { explainLines, kindOfRefusal } from "./refusal-text.ts";
import { readSeenLines } from "./seen-lines.ts";
import { CONSENT_VERSION, orderTexts } from "./texts.ts";

function refusalNotice(refusal: OrderRefusal, visit: Visit): Html {
  return html`<div class="notice notice-warn stack-tight" role="alert">
    <p class="strong">${visit.say(kindOfRefusal(refusal).title)}</p>
    <ul>
      ${explainLines(refusal, visit).map((sentence) => html`<li>${sentence}</li>`)}
    </ul>
    ${refusal.code === "OUT_OF_STOCK" && html`<p><a href="/cart">${visit.say(orderTexts.mendCart)}</a></p>`}
  </div>`;
}

async function checkoutPage(
  visit: Visit,
  cart: Cart,
  wrong: { readonly reading?: CheckoutReading; readonly refusal?: OrderRefusal },
): Promise<Answer> {
  const [lines, settings] = await Promise.all([listCartLines(visit.database, cart.id), readSettings(visit.database)]);
  const isRetry = wrong.reading !== undefined || wrong.refusal !== undefined;
  const isOrderable = lines.length > 0 && lines.every((line) => findLineProblem(line, visit) === undefined);
  if (!isOrderable && !isRetry) return redirect("/cart");
  return page({
    status: wrong.refusal ? kindOfRefusal(wrong.refusal).status : isRetry ? 422 : 200,
    title: visit.say(orderTexts.checkout),
    body: checkoutBody(
      {
        lines,
        settings,
        form: isRetry ? visit.form : EMPTY_FORM,
        errors: wrong.reading && "errors" in wrong.reading ? wrong.reading.errors : {},
        refusal: wrong.refusal && refusalNotice(wrong.refusal, visit),
        idempotencyKey: randomUUID(),
      },
      visit,
    ),
  });
}

/** The checkout form of a cart that can be ordered; otherwise back to the cart. */
export const showCheckout: PublicRoute = {
  method: "GET",
  url: "/checkout",
  handle: async (visit) => {
    const cart = await findCart(visit.database, visit.cookies[CART_COOKIE]);
    return cart && !cart.isOrdered ? checkoutPage(visit, cart, {}) : redirect("/cart");
  },
};

function orderPlaced(order: PlacedOrder): Answer {
  return redirect(`/orders/${order.pageToken}`, [cartCookie("")]);
}

/** Turns the cart into an order. Pressing twice, or in two tabs, gives the same order. */
export const submitCheckout: PublicRoute = {
  method: "POST",
  url: "/checkout",
  limit: { group: "order", perMinute: 60 },
  handle: async (visit) => {
    const cart = await findCart(visit.database, visit.cookies[CART_COOKIE]);
    if (!cart) return redirect("/cart");
    const reading = readCheckout(visit.form, visit);
    if ("errors" in reading) return cart.isOrdered ? redirect("/cart") : checkoutPage(visit, cart, { reading });
    const key = visit.form.fields.get("idempotency_key") ?? "";
    const outcome = await placeOrder(visit.database, {
      ...reading.input,
      lines: readSeenLines(visit.form.fields.get("seen") ?? ""),
      cartId: cart.id,
      // The cart's own id keeps keys of different carts apart, whatever a form sends.
      idempotencyKey: `cart:${cart.id}:${isUuid(key) ? key : randomUUID()}`,
      consentVersion: CONSENT_VERSION,
      consentAddress: visit.address,
    });
    return "placed" in outcome ? orderPlaced(outcome.placed) : checkoutPage(visit, cart, { refusal: outcome.refused });
  },
};

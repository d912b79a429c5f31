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
  type RequestContext,
} from "@tochka-rosta/sdk";
import { CART_COOKIE, cartCookie } from "../carts/cart-cookie.ts";
import { findLineProblem } from "../carts/cart-problem.ts";
import { type Cart, findCart, listCartLines } from "../carts/store.ts";
import { readSettings } from "../settings/store.ts";
import { type CheckoutReading, readCheckout } from "./checkout-form.ts";
import { checkoutBody } from "./checkout-page.ts";
import { ORDER_RATE } from "../order-limits.ts";
import { type OrderRefusal, type PlacedOrder, placeOrder } from "./place-order.ts";
import { explainLines, kindOfRefusal } from "./refusal-text.ts";
import { readSeenLines } from "./seen-lines.ts";
import { CONSENT_VERSION, orderTexts } from "./texts.ts";

function refusalNotice(refusal: OrderRefusal, context: RequestContext): Html {
  return html`<div class="notice notice-warn stack-tight" role="alert">
    <p class="strong">${context.translate(kindOfRefusal(refusal).title)}</p>
    <ul>
      ${explainLines(refusal, context).map((sentence) => html`<li>${sentence}</li>`)}
    </ul>
    ${refusal.code === "OUT_OF_STOCK" && html`<p><a href="/cart">${context.translate(orderTexts.correctCart)}</a></p>`}
  </div>`;
}

async function checkoutPage(
  context: RequestContext,
  cart: Cart,
  wrong: { readonly reading?: CheckoutReading; readonly refusal?: OrderRefusal },
): Promise<Answer> {
  const [lines, settings] = await Promise.all([
    listCartLines(context.database, cart.id),
    readSettings(context.database),
  ]);
  const isRetry = wrong.reading !== undefined || wrong.refusal !== undefined;
  const isOrderable = lines.length > 0 && lines.every((line) => findLineProblem(line, context) === undefined);
  if (!isOrderable && !isRetry) return redirect("/cart");
  return page({
    status: wrong.refusal ? kindOfRefusal(wrong.refusal).status : isRetry ? 422 : 200,
    title: context.translate(orderTexts.checkout),
    body: checkoutBody(
      {
        lines,
        settings,
        form: isRetry ? context.form : EMPTY_FORM,
        errors: wrong.reading && "errors" in wrong.reading ? wrong.reading.errors : {},
        refusal: wrong.refusal && refusalNotice(wrong.refusal, context),
        idempotencyKey: randomUUID(),
      },
      context,
    ),
  });
}

/** The checkout form of a cart that can be ordered; otherwise back to the cart. */
export const showCheckout: PublicRoute = {
  method: "GET",
  url: "/checkout",
  handle: async (context) => {
    const cart = await findCart(context.database, context.cookies[CART_COOKIE]);
    return cart && !cart.isOrdered ? checkoutPage(context, cart, {}) : redirect("/cart");
  },
};

function orderPlaced(order: PlacedOrder): Answer {
  return redirect(`/orders/${order.pageToken}`, [cartCookie("")]);
}

/** Turns the cart into an order. Pressing twice, or in two tabs, gives the same order. */
export const submitCheckout: PublicRoute = {
  method: "POST",
  url: "/checkout",
  limit: ORDER_RATE,
  handle: async (context) => {
    const cart = await findCart(context.database, context.cookies[CART_COOKIE]);
    if (!cart) return redirect("/cart");
    const reading = readCheckout(context.form, context);
    if ("errors" in reading) return cart.isOrdered ? redirect("/cart") : checkoutPage(context, cart, { reading });
    const key = context.form.fields.get("idempotency_key") ?? "";
    const outcome = await placeOrder(
      context.database,
      {
        ...reading.input,
        lines: readSeenLines(context.form.fields.get("seen") ?? ""),
        cartId: cart.id,
        // The cart's own id keeps keys of different carts apart, whatever a form sends.
        idempotencyKey: `cart:${cart.id}:${isUuid(key) ? key : randomUUID()}`,
        consentVersion: CONSENT_VERSION,
        consentAddress: context.address,
        network: context.network,
      },
      context.now(),
    );
    return "placed" in outcome
      ? orderPlaced(outcome.placed)
      : checkoutPage(context, cart, { refusal: outcome.refused });
  },
};

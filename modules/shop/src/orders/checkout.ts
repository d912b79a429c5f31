import { randomUUID } from "node:crypto";
import {
  type Answer,
  EMPTY_FORM,
  type FormAnswer,
  type Html,
  html,
  isUuid,
  page,
  type PublicRoute,
  redirect,
  type RequestContext,
  sendBack,
} from "@tochka-rosta/sdk";
import { CART_COOKIE, cartCookie } from "../carts/cart-cookie.ts";
import { findLineProblem } from "../carts/cart-problem.ts";
import { type Cart, findCart, listCartLines } from "../carts/store.ts";
import { readSettings } from "../settings/store.ts";
import { readCheckout } from "./checkout-form.ts";
import { checkoutBody } from "./checkout-page.ts";
import { ORDER_RATE } from "../order-limits.ts";
import { type OrderRefusal, type PlacedOrder, placeOrder } from "./place-order.ts";
import { explainLines, kindOfRefusal, readOrderRefusal } from "./refusal-text.ts";
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

const toCart: Answer = { kind: "redirect", path: "/cart", keepsQuery: true };

/** The checkout page; a form that came back is judged anew, in the language of whoever looks. */
async function checkoutPage(context: RequestContext, cart: Cart): Promise<Answer> {
  const { database, draft } = context;
  const [lines, settings] = await Promise.all([listCartLines(database, cart.id), readSettings(database)]);
  const isOrderable = lines.length > 0 && lines.every((line) => findLineProblem(line, context) === undefined);
  if (!isOrderable && !draft) return toCart;
  const reading = draft && readCheckout(draft.form, context);
  const refusal = draft && readOrderRefusal(draft.reason);
  return page({
    title: context.translate(orderTexts.checkout),
    body: checkoutBody(
      {
        lines,
        settings,
        form: draft?.form ?? EMPTY_FORM,
        errors: reading && "errors" in reading ? reading.errors : {},
        refusal: refusal && refusalNotice(refusal, context),
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
    return cart && !cart.isOrdered ? checkoutPage(context, cart) : toCart;
  },
};

function orderPlaced(order: PlacedOrder): FormAnswer {
  return redirect(`/orders/${order.pageToken}`, [cartCookie("")]);
}

/** Turns the cart into an order. Pressing twice, or in two tabs, gives the same order. */
export const submitCheckout: PublicRoute = {
  method: "POST",
  url: "/checkout",
  formAt: "/checkout",
  limit: ORDER_RATE,
  handle: async (context) => {
    const cart = await findCart(context.database, context.cookies[CART_COOKIE]);
    if (!cart) return redirect("/cart");
    const reading = readCheckout(context.form, context);
    if ("errors" in reading) return cart.isOrdered ? redirect("/cart") : sendBack();
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
    return "placed" in outcome ? orderPlaced(outcome.placed) : sendBack(outcome.refused);
  },
};

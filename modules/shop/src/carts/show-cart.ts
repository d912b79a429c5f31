import {
  countText,
  formatKopecks,
  type Html,
  html,
  icon,
  page,
  type PublicRoute,
  type RequestContext,
} from "@tochka-rosta/sdk";
import { productPath } from "../products/product.ts";
import { pictureOf } from "../products/product-card.ts";
import { productCount, shopTexts } from "../texts.ts";
import { CART_COOKIE } from "./cart-cookie.ts";
import { cartNotice, readCartNotice } from "./cart-notice.ts";
import { findLineProblem, sumLines } from "./cart-problem.ts";
import { MAX_LINE_QUANTITY } from "../line-quantity.ts";
import { type CartLine, findCart, listCartLines } from "./store.ts";
import { cartTexts } from "./texts.ts";

function emptyCart(context: RequestContext): Html {
  return html`<section class="card empty">
    <div class="sign">${icon("cart")}</div>
    <h1>${context.translate(cartTexts.emptyTitle)}</h1>
    <p class="soft">${context.translate(cartTexts.emptyText)}</p>
    <a class="button" href="/">${context.translate(cartTexts.toCatalogue)}</a>
  </section>`;
}

function stepper(line: CartLine, context: RequestContext): Html {
  const { title, quantity } = line;
  const isMost = quantity >= Math.min(line.stockQuantity, MAX_LINE_QUANTITY);
  return html`<form class="stepper" method="post" action="/cart/lines/${line.productId}">
    <button name="quantity" value="${quantity - 1}" aria-label="${context.translate(cartTexts.less, { title })}">
      −
    </button>
    <span class="number">${quantity}</span>
    <button
      name="quantity"
      value="${quantity + 1}"
      aria-label="${context.translate(cartTexts.more, { title })}"
      ${isMost && html`disabled`}
    >
      +
    </button>
  </form>`;
}

function lineItem(line: CartLine, context: RequestContext): Html {
  const problem = findLineProblem(line, context);
  return html`<li>
    <div class="thumb">${pictureOf(line, "thumbnail")}</div>
    <div class="grow">
      <a class="strong" href="${productPath({ id: line.productId, title: line.title })}">${line.title}</a>
      <p class="soft small number">${formatKopecks(line.priceKopecks, context.language)}</p>
      ${problem !== undefined && html`<p class="badge badge-bad">${problem}</p>`}
    </div>
    ${stepper(line, context)}
    <p class="strong number sum-line">${formatKopecks(line.priceKopecks * line.quantity, context.language)}</p>
    <form method="post" action="/cart/lines/${line.productId}">
      <button
        class="button button-link"
        name="quantity"
        value="0"
        aria-label="${context.translate(cartTexts.removeTitle, { title: line.title })}"
      >
        ${context.translate(cartTexts.remove)}
      </button>
    </form>
  </li>`;
}

function summary(lines: readonly CartLine[], context: RequestContext): Html {
  const isOrderable = lines.every((line) => findLineProblem(line, context) === undefined);
  const pieces = lines.reduce((sum, line) => sum + line.quantity, 0);
  return html`<aside class="card stack">
    <div class="sum soft">
      <span>${countText(productCount, context.language, pieces)}</span>
    </div>
    <div class="sum sum-total">
      <span>${context.translate(shopTexts.total)}</span>
      <span class="number">${formatKopecks(sumLines(lines), context.language)}</span>
    </div>
    ${
      isOrderable
        ? html`<a class="button button-wide" href="/checkout">${context.translate(cartTexts.checkout)}</a>`
        : html`<p class="notice notice-warn">${context.translate(cartTexts.correctFirst)}</p>`
    }
    <p class="soft small">${context.translate(cartTexts.payLater)}</p>
  </aside>`;
}

/** The buyer's cart, priced again at every look. */
export const showCart: PublicRoute = {
  method: "GET",
  url: "/cart",
  handle: async (context) => {
    const cart = await findCart(context.database, context.cookies[CART_COOKIE]);
    const lines = cart && !cart.isOrdered ? await listCartLines(context.database, cart.id) : [];
    const title = context.translate(shopTexts.cart);
    const sentence = await readCartNotice(context);
    const notice = cartNotice(sentence);
    const full = html`<div class="stack">
      <h1>${title}</h1>
      ${notice}
      <div class="sides">
        <ul class="card list cart-lines">
          ${lines.map((line) => lineItem(line, context))}
        </ul>
        ${lines.length > 0 && summary(lines, context)}
      </div>
    </div>`;
    return page({
      title,
      isError: sentence !== undefined,
      body: lines.length === 0 ? html`<div class="stack">${notice} ${emptyCart(context)}</div>` : full,
    });
  },
};

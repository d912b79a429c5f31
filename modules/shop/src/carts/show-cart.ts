import { countText, formatKopecks, type Html, html, icon, page, type PublicRoute, type Visit } from "@tochka-rosta/sdk";
import { productPath } from "../products/product.ts";
import { pictureOf } from "../products/product-card.ts";
import { productCount, shopTexts } from "../texts.ts";
import { CART_COOKIE } from "./cart-cookie.ts";
import { findLineProblem, sumLines } from "./cart-problem.ts";
import { type CartLine, findCart, listCartLines, MAX_LINE_QUANTITY } from "./store.ts";
import { cartTexts } from "./texts.ts";

function emptyCart(visit: Visit): Html {
  return html`<section class="card empty">
    <div class="sign">${icon("cart")}</div>
    <h1>${visit.say(cartTexts.emptyTitle)}</h1>
    <p class="soft">${visit.say(cartTexts.emptyText)}</p>
    <a class="button" href="/">${visit.say(cartTexts.toCatalogue)}</a>
  </section>`;
}

function stepper(line: CartLine, visit: Visit): Html {
  const { title, quantity } = line;
  const isMost = quantity >= Math.min(line.stockQuantity, MAX_LINE_QUANTITY);
  return html`<form class="stepper" method="post" action="/cart/lines/${line.productId}">
    <button name="quantity" value="${quantity - 1}" aria-label="${visit.say(cartTexts.less, { title })}">−</button>
    <span class="number">${quantity}</span>
    <button
      name="quantity"
      value="${quantity + 1}"
      aria-label="${visit.say(cartTexts.more, { title })}"
      ${isMost && html`disabled`}
    >
      +
    </button>
  </form>`;
}

function lineItem(line: CartLine, visit: Visit): Html {
  const problem = findLineProblem(line, visit);
  return html`<li>
    <div class="thumb">${pictureOf(line, "thumbnail")}</div>
    <div class="grow">
      <a class="strong" href="${productPath({ id: line.productId, title: line.title })}">${line.title}</a>
      <p class="soft small number">${formatKopecks(line.priceKopecks, visit.language)}</p>
      ${problem !== undefined && html`<p class="badge badge-bad">${problem}</p>`}
    </div>
    ${stepper(line, visit)}
    <p class="strong number sum-line">${formatKopecks(line.priceKopecks * line.quantity, visit.language)}</p>
    <form method="post" action="/cart/lines/${line.productId}">
      <button
        class="button button-link"
        name="quantity"
        value="0"
        aria-label="${visit.say(cartTexts.removeTitle, { title: line.title })}"
      >
        ${visit.say(cartTexts.remove)}
      </button>
    </form>
  </li>`;
}

function summary(lines: readonly CartLine[], visit: Visit): Html {
  const isOrderable = lines.every((line) => findLineProblem(line, visit) === undefined);
  const pieces = lines.reduce((sum, line) => sum + line.quantity, 0);
  return html`<aside class="card stack">
    <div class="sum soft">
      <span>${countText(productCount, visit.language, pieces)}</span>
    </div>
    <div class="sum sum-total">
      <span>${visit.say(shopTexts.total)}</span>
      <span class="number">${formatKopecks(sumLines(lines), visit.language)}</span>
    </div>
    ${
      isOrderable
        ? html`<a class="button button-wide" href="/checkout">${visit.say(cartTexts.checkout)}</a>`
        : html`<p class="notice notice-warn">${visit.say(cartTexts.mendFirst)}</p>`
    }
    <p class="soft small">${visit.say(cartTexts.payLater)}</p>
  </aside>`;
}

/** The buyer's cart, priced anew at every look. */
export const showCart: PublicRoute = {
  method: "GET",
  url: "/cart",
  handle: async (visit) => {
    const cart = await findCart(visit.database, visit.cookies[CART_COOKIE]);
    const lines = cart && !cart.isOrdered ? await listCartLines(visit.database, cart.id) : [];
    const title = visit.say(shopTexts.cart);
    const full = html`<div class="stack">
      <h1>${title}</h1>
      <div class="sides">
        <ul class="card list cart-lines">
          ${lines.map((line) => lineItem(line, visit))}
        </ul>
        ${lines.length > 0 && summary(lines, visit)}
      </div>
    </div>`;
    return page({ title, body: lines.length === 0 ? emptyCart(visit) : full });
  },
};

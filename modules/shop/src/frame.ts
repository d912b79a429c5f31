import { countText, formatPhone, html, icon, type PublicFrame, type Visit } from "@tochka-rosta/sdk";
import { CART_COOKIE } from "./carts/cart-cookie.ts";
import { countCartItems } from "./carts/store.ts";
import { readSettings, type ShopSettings } from "./settings/store.ts";
import { productCount, shopTexts } from "./texts.ts";

/** The shop's name for people: what the owner chose, else "Магазин". */
export function shopName(settings: ShopSettings, visit: Visit): string {
  return settings.name === "" ? visit.say(shopTexts.shop) : settings.name;
}

/** Header with the cart, footer with how to reach the shop. */
export async function shopFrame(visit: Visit): Promise<PublicFrame> {
  const [settings, items] = await Promise.all([
    readSettings(visit.database),
    countCartItems(visit.database, visit.cookies[CART_COOKIE]),
  ]);
  const { phone, address } = settings;
  return {
    siteName: shopName(settings, visit),
    headerActions: html`<a class="button button-quiet cart-link" href="/cart">
      ${icon("cart")} <span class="word">${visit.say(shopTexts.cart)}</span>
      ${
        items > 0 &&
        html`<span class="count" aria-hidden="true">${items}</span
          ><span class="hidden-label">, ${countText(productCount, visit.language, items)}</span>`
      }
    </a>`,
    footer: html`<p class="strong">${shopName(settings, visit)}</p>
      ${phone !== "" && html`<p><a href="tel:${phone}">${formatPhone(phone)}</a></p>`}
      ${address !== "" && html`<p>${address}</p>`}`,
  };
}

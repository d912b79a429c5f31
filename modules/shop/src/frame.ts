import { countText, formatPhone, html, icon, type PublicFrame, type RequestContext } from "@tochka-rosta/sdk";
import { CART_COOKIE } from "./carts/cart-cookie.ts";
import { countCartItems } from "./carts/store.ts";
import { readSettings, type ShopSettings } from "./settings/store.ts";
import { productCount, shopTexts } from "./texts.ts";

/** The shop's name for people: what the owner chose, else "Магазин". */
export function shopName(settings: ShopSettings, context: RequestContext): string {
  return settings.name === "" ? context.translate(shopTexts.shop) : settings.name;
}

/** Header with the cart, footer with how to reach the shop. */
export async function shopFrame(context: RequestContext): Promise<PublicFrame> {
  const [settings, items] = await Promise.all([
    readSettings(context.database),
    countCartItems(context.database, context.cookies[CART_COOKIE]),
  ]);
  const { phone, address } = settings;
  return {
    siteName: shopName(settings, context),
    headerActions: html`<a class="button button-quiet cart-link" href="/cart">
      ${icon("cart")} <span class="word">${context.translate(shopTexts.cart)}</span>
      ${
        items > 0 &&
        html`<span class="count" aria-hidden="true">${items}</span
          ><span class="hidden-label">, ${countText(productCount, context.language, items)}</span>`
      }
    </a>`,
    footer: html`<p class="strong">${shopName(settings, context)}</p>
      ${phone !== "" && html`<p><a href="tel:${phone}">${formatPhone(phone)}</a></p>`}
      ${address !== "" && html`<p>${address}</p>`}`,
  };
}

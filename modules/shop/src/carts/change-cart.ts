import { type PublicRoute, readInteger, redirect, refuse, refusals, type RefusalKind } from "@tochka-rosta/sdk";
import { CART_COOKIE, cartCookie } from "./cart-cookie.ts";
import { MAX_LINE_QUANTITY } from "../line-quantity.ts";
import { addCartLine, findCart, openCart, setCartLine } from "./store.ts";
import { cartTexts } from "./texts.ts";

const LIMIT = { group: "cart", perMinute: 120 };

const cannotAdd: RefusalKind = { code: "OUT_OF_STOCK", status: 409, title: cartTexts.cannotAdd };

/** Puts a product into the buyer's cart, which is made when first needed. */
export const addToCart: PublicRoute = {
  method: "POST",
  url: "/cart/lines",
  limit: LIMIT,
  handle: async ({ form, database, cookies, network }) => {
    const productId = readInteger(form, "productId", 1, Number.MAX_SAFE_INTEGER);
    const quantity = form.fields.has("quantity") ? readInteger(form, "quantity", 1, MAX_LINE_QUANTITY) : 1;
    if (productId === undefined || quantity === undefined) return refuse(refusals.badRequest);
    const found = await findCart(database, cookies[CART_COOKIE]);
    if (found && !found.isOrdered) {
      return (await addCartLine(database, found.id, productId, quantity)) ? redirect("/cart") : refuse(cannotAdd);
    }
    const token = await openCart(database, network, productId, quantity);
    return token === undefined ? refuse(cannotAdd) : redirect("/cart", [cartCookie(token)]);
  },
};

/** Sets how many of a product the cart holds; zero takes it out. */
export const changeCartLine: PublicRoute = {
  method: "POST",
  url: "/cart/lines/:productId",
  limit: LIMIT,
  handle: async ({ form, params, database, cookies }) => {
    const quantity = readInteger(form, "quantity", 0, MAX_LINE_QUANTITY);
    const productId = Number(params["productId"]);
    if (quantity === undefined || !Number.isSafeInteger(productId)) return refuse(refusals.badRequest);
    const cart = await findCart(database, cookies[CART_COOKIE]);
    if (cart && !cart.isOrdered) await setCartLine(database, cart.id, productId, quantity);
    return redirect("/cart");
  },
};

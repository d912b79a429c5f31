import { type AnswerCookie, type PublicRoute, readInteger, redirect, type RedirectAnswer } from "@tochka-rosta/sdk";
import { CART_COOKIE, cartCookie } from "./cart-cookie.ts";
import { cartPathWith } from "./cart-notice.ts";
import { MAX_LINE_QUANTITY } from "../line-quantity.ts";
import { type AddedPieces, addCartLine, type CannotAdd, findCart, openCart, setCartLine } from "./store.ts";

const LIMIT = { group: "cart", perMinute: 120 };
const WHOLE = Number.MAX_SAFE_INTEGER;

/** Where adding leads: to the cart, which says what was not put in. */
function answerAddition(
  outcome: AddedPieces | CannotAdd,
  { productId, asked }: { readonly productId: number; readonly asked: number },
  cookies: readonly AnswerCookie[] = [],
): RedirectAnswer {
  if (typeof outcome === "string") return redirect(cartPathWith({ refused: outcome }));
  const { added } = outcome;
  return redirect(added === asked ? "/cart" : cartPathWith({ productId, added, asked }), cookies);
}

/** Puts a product into the buyer's cart, which is made when first needed. What was not put in is said on the cart's page. */
export const addToCart: PublicRoute = {
  method: "POST",
  url: "/cart/lines",
  formAt: "/cart",
  limit: LIMIT,
  handle: async ({ form, database, cookies, network }) => {
    const productId = readInteger(form, "productId", 1, WHOLE);
    const asked = form.fields.has("quantity") ? readInteger(form, "quantity", 1, WHOLE) : 1;
    if (productId === undefined || asked === undefined) return redirect(cartPathWith({ refused: "quantity" }));
    const asking = { productId, asked };
    const found = await findCart(database, cookies[CART_COOKIE]);
    if (found && !found.isOrdered)
      return answerAddition(await addCartLine(database, found.id, productId, asked), asking);
    const opened = await openCart(database, network, productId, asked);
    return opened ? answerAddition(opened, asking, [cartCookie(opened.token)]) : answerAddition("unavailable", asking);
  },
};

/** Sets how many of a product the cart holds; zero takes it out. */
export const changeCartLine: PublicRoute = {
  method: "POST",
  url: "/cart/lines/:productId",
  formAt: "/cart",
  limit: LIMIT,
  handle: async ({ form, params, database, cookies }) => {
    const quantity = readInteger(form, "quantity", 0, MAX_LINE_QUANTITY);
    const productId = Number(params["productId"]);
    if (quantity === undefined || !Number.isSafeInteger(productId)) {
      return redirect(cartPathWith({ refused: "quantity" }));
    }
    const cart = await findCart(database, cookies[CART_COOKIE]);
    if (cart && !cart.isOrdered) await setCartLine(database, cart.id, productId, quantity);
    return redirect("/cart");
  },
};

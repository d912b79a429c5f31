import type { AnswerCookie } from "@tochka-rosta/sdk";

export const CART_COOKIE = "__Host-cart";

const CART_SECONDS = 30 * 24 * 60 * 60;

/** The cookie that holds a cart's secret; an empty token forgets the cart. */
export function cartCookie(token: string): AnswerCookie {
  return { name: CART_COOKIE, value: token, maxAgeSeconds: CART_SECONDS };
}

import { type Html, html, type RequestContext } from "@tochka-rosta/sdk";
import { MAX_LINE_QUANTITY } from "../line-quantity.ts";
import { findProduct } from "../products/store.ts";
import { type CannotAdd, MAX_LINES } from "./store.ts";
import { cartTexts } from "./texts.ts";

/** Why the cart is not what was asked for. */
export type CartReason =
  | { readonly refused: CannotAdd | "quantity" }
  | { readonly productId: number; readonly added: number; readonly asked: number };

/**
 * The cart's page with the reason in its address: it holds nothing that a person typed, so that a refusal leaves no row behind, whoever sends
 * how many.
 */
export function cartPathWith(reason: CartReason): string {
  const entries = Object.entries(reason).map(([name, value]): [string, string] => [name, String(value)]);
  return `/cart?${new URLSearchParams(entries).toString()}`;
}

function readCount(text: string | undefined, most: number): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) && Number(text) <= most ? Number(text) : undefined;
}

async function describePart({ database, query, translate }: RequestContext): Promise<string | undefined> {
  const productId = readCount(query["productId"], Number.MAX_SAFE_INTEGER);
  const added = readCount(query["added"], MAX_LINE_QUANTITY);
  const asked = readCount(query["asked"], Number.MAX_SAFE_INTEGER);
  if (productId === undefined || added === undefined || asked === undefined || added >= asked) return undefined;
  const product = await findProduct(database, productId);
  if (product?.status !== "published") return undefined;
  const { title, stockQuantity } = product;
  const why =
    stockQuantity > MAX_LINE_QUANTITY
      ? translate(cartTexts.lineLimit, { most: MAX_LINE_QUANTITY })
      : translate(cartTexts.noMore, { count: stockQuantity });
  return `${translate(cartTexts.addedPart, { title, added, asked })} ${why}`;
}

/** What the cart's page says of the last change that was not made as asked; undefined when there was none. */
export async function readCartNotice(context: RequestContext): Promise<string | undefined> {
  const { query, translate } = context;
  switch (query["refused"]) {
    case "unavailable":
      return translate(cartTexts.cannotAdd);
    case "full":
      return translate(cartTexts.full, { most: MAX_LINES });
    case "quantity":
      return translate(cartTexts.quantityWrong, { most: MAX_LINE_QUANTITY });
    default:
      return describePart(context);
  }
}

export function cartNotice(sentence: string | undefined): Html | false {
  return sentence !== undefined && html`<p class="notice notice-warn" role="alert">${sentence}</p>`;
}

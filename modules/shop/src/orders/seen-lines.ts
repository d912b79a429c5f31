import type { CartLine } from "../carts/store.ts";
import type { SeenLine } from "./place-order.ts";

/** What the buyer saw, as one hidden field: "12:2:150000,15:1:9900" is product, quantity, price. */
export function writeSeenLines(lines: readonly CartLine[]): string {
  return lines.map((line) => `${line.productId}:${line.quantity}:${line.priceKopecks}`).join(",");
}

/** Reads that field; anything malformed reads as nothing seen, which no cart equals. */
export function readSeenLines(text: string): SeenLine[] {
  if (!/^\d{1,15}:\d{1,2}:\d{1,12}(,\d{1,15}:\d{1,2}:\d{1,12}){0,99}$/.test(text)) return [];
  return text.split(",").map((part) => {
    const [productId = 0, quantity = 0, priceKopecks = 0] = part.split(":").map(Number);
    return { productId, quantity, priceKopecks };
  });
}

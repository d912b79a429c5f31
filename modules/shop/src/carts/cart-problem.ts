import type { RequestContext } from "@tochka-rosta/sdk";
import type { CartLine } from "./store.ts";
import { cartTexts } from "./texts.ts";

/** Why a line cannot be ordered as it stands, in the buyer's words; undefined when it can. */
export function findLineProblem(line: CartLine, context: RequestContext): string | undefined {
  if (line.status !== "published") return context.translate(cartTexts.gone);
  if (line.stockQuantity === 0) return context.translate(cartTexts.soldOut);
  if (line.stockQuantity < line.quantity) return context.translate(cartTexts.onlyLeft, { count: line.stockQuantity });
  return undefined;
}

/** What a cart costs now, kopecks. */
export function sumLines(lines: readonly CartLine[]): number {
  return lines.reduce((sum, line) => sum + line.priceKopecks * line.quantity, 0);
}

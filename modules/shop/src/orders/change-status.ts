import type { Database } from "@tochka-rosta/sdk";
import { nextStatuses, type OrderStatus, storedStatus } from "./order.ts";
import { returnStock, takeStockAgain } from "./stock.ts";

/** `stale`: the order is not (or no longer) where the owner saw it, or may not go there. */
export type MoveOutcome = "moved" | "stale" | { readonly short: readonly string[] };

/** Leaves the transaction so that it rolls back. */
class ShortOfStock extends Error {
  readonly titles: readonly string[];
  constructor(titles: readonly string[]) {
    super("short of stock");
    this.titles = titles;
  }
}

/**
 * Moves an order on. The move happens only from the status the owner saw, so a double click or a second tab moves it once. Canceling puts
 * the pieces back on the shelf in the same transaction; confirming an order that was released takes them again, if they are there.
 */
export async function changeOrderStatus(
  database: Database,
  orderId: string,
  from: OrderStatus,
  to: OrderStatus,
): Promise<MoveOutcome> {
  if (!nextStatuses(from).includes(to)) return "stale";
  try {
    return await database.transaction(async (queries) => {
      const moved = await queries.run(
        `UPDATE shop_order SET status = $4, released_at = NULL
         WHERE id = $1 AND status = $2 AND (released_at IS NOT NULL) = $3`,
        [orderId, storedStatus(from), from === "released", storedStatus(to)],
      );
      if (moved === 0) return "stale";
      await queries.run("INSERT INTO order_event (order_id, status) VALUES ($1, $2)", [orderId, storedStatus(to)]);
      // What was released has no stock any more: canceling it returns none, confirming it takes some.
      if (to === "canceled" && from !== "released") await returnStock(queries, orderId);
      if (to !== "canceled" && from === "released") {
        const short = await takeStockAgain(queries, orderId);
        if (short.length > 0) throw new ShortOfStock(short);
      }
      return "moved";
    });
  } catch (error) {
    if (error instanceof ShortOfStock) return { short: error.titles };
    throw error;
  }
}

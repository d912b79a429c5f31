import type { Database } from "@tochka-rosta/sdk";
import { nextStatuses, type OrderStatus } from "./order.ts";

/**
 * Moves an order on. The move happens only from the status the owner saw, so a double click or a second tab moves it once.
 * Canceling puts the pieces back on the shelf in the same transaction.
 * @returns false when the order is not (or no longer) in `from`, or may not go to `to`
 */
export function changeOrderStatus(
  database: Database,
  orderId: string,
  from: OrderStatus,
  to: OrderStatus,
): Promise<boolean> {
  if (!nextStatuses(from).includes(to)) return Promise.resolve(false);
  return database.transaction(async (queries) => {
    const moved = await queries.run("UPDATE shop_order SET status = $3 WHERE id = $1 AND status = $2", [
      orderId,
      from,
      to,
    ]);
    if (moved === 0) return false;
    await queries.run("INSERT INTO order_event (order_id, status) VALUES ($1, $2)", [orderId, to]);
    if (to === "canceled") {
      const lines = await queries.rows<{ product_id: number; quantity: number }>(
        "SELECT product_id, quantity FROM order_line WHERE order_id = $1 ORDER BY product_id",
        [orderId],
      );
      for (const line of lines) {
        await queries.run("UPDATE product SET stock_quantity = stock_quantity + $2 WHERE id = $1", [
          line.product_id,
          line.quantity,
        ]);
      }
    }
    return true;
  });
}

import type { Queries } from "@tochka-rosta/sdk";
import { type Order, type OrderEvent, type OrderLine, type OrderStatus, storedStatus } from "./order.ts";

/** The status as people know it; `storedStatus` is the way back. */
const STATUS = "CASE WHEN released_at IS NULL THEN status ELSE 'released' END";

const COLUMNS = `id, number, page_token AS "pageToken", ${STATUS} AS status, buyer_name AS "buyerName", buyer_phone AS "buyerPhone",
  delivery_method AS "deliveryMethod", delivery_address AS "deliveryAddress", comment, total_kopecks AS "totalKopecks",
  created_at AS "createdAt", hold_until AS "holdUntil"`;

export function findOrder(queries: Queries, id: string): Promise<Order | undefined> {
  return queries.row<Order>(`SELECT ${COLUMNS} FROM shop_order WHERE id = $1`, [id]);
}

/** The order behind the secret of a buyer's order page. */
export function findOrderByToken(queries: Queries, pageToken: string): Promise<Order | undefined> {
  return queries.row<Order>(`SELECT ${COLUMNS} FROM shop_order WHERE page_token = $1`, [pageToken]);
}

/** A page of the orders, all or of one status, newest first. */
export function listOrders(
  queries: Queries,
  status: OrderStatus | undefined,
  limit: number,
  offset = 0,
): Promise<Order[]> {
  return queries.rows<Order>(
    `SELECT ${COLUMNS} FROM shop_order WHERE $1::text IS NULL OR (status = $2 AND (released_at IS NOT NULL) = ($1 = 'released'))
     ORDER BY created_at DESC, number DESC LIMIT $3 OFFSET $4`,
    [status ?? null, status === undefined ? null : storedStatus(status), limit, offset],
  );
}

export function listOrderLines(queries: Queries, orderId: string): Promise<OrderLine[]> {
  return queries.rows<OrderLine>(
    `SELECT product_id AS "productId", title, unit_price_kopecks AS "unitPriceKopecks", quantity
     FROM order_line WHERE order_id = $1 ORDER BY product_id`,
    [orderId],
  );
}

export function listOrderEvents(queries: Queries, orderId: string): Promise<OrderEvent[]> {
  return queries.rows<OrderEvent>(
    `SELECT CASE WHEN is_release THEN 'released' ELSE status END AS status, happened_at AS "happenedAt" FROM order_event WHERE order_id = $1 ORDER BY happened_at`,
    [orderId],
  );
}

/** How many orders stand in each status. */
export async function countByStatus(queries: Queries): Promise<ReadonlyMap<OrderStatus, number>> {
  const rows = await queries.rows<{ status: OrderStatus; count: number }>(
    `SELECT ${STATUS} AS status, count(*) AS count FROM shop_order GROUP BY 1`,
  );
  return new Map(rows.map((row) => [row.status, row.count]));
}

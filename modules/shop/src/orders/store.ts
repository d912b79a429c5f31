import {
  type Condition,
  type Database,
  findPhoneParts,
  type ListPage,
  type ListSource,
  type Queries,
  readList,
} from "@tochka-rosta/sdk";
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

/** Orders as a list, found by their buyers' names. */
export const orderList: ListSource = {
  table: "shop_order",
  key: "number",
  columns: COLUMNS,
  search: { vector: "search_vector(buyer_name, '')", latin: "search_latin(buyer_name)" },
};

const isInStatus =
  (status: OrderStatus): Condition =>
  (bind) =>
    `status = ${bind(storedStatus(status))} AND (released_at IS NOT NULL) = ${bind(status === "released")}::boolean`;

/** The number that somebody looks for an order by: `17`, `№ 17`, `заказ 17`. */
export function readOrderNumber(typed: string): number | undefined {
  const digits = /^(?:заказ|order)?\s*[№#]?\s*(\d{1,9})$/iu.exec(typed)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** An order is found by its number and by its buyer's phone, or a part of it, besides the words of the name. */
function matchesOf(search: string): readonly Condition[] {
  const number = readOrderNumber(search);
  const phones = findPhoneParts(search).map(
    (part): Condition =>
      (bind) =>
        `buyer_phone LIKE ${bind(`%${part}%`)}`,
  );
  return number === undefined ? phones : [(bind) => `number = ${bind(number)}`, ...phones];
}

/**
 * A page of the orders, all or of one status, newest first.
 *
 * @throws RefusedError for a page beyond the last
 */
export function listOrders(
  database: Database,
  query: {
    readonly status?: OrderStatus | undefined;
    readonly search: string;
    readonly page: number;
    readonly size: number;
  },
): Promise<ListPage<Order>> {
  const { status, search, page, size } = query;
  const where = status === undefined ? [] : [isInStatus(status)];
  return readList<Order>(database, orderList, {
    where,
    search,
    orWhere: matchesOf(search),
    order: "created_at DESC",
    page,
    size,
  });
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

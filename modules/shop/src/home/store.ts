import type { Queries } from "@tochka-rosta/sdk";

/** The shop today and what waits for the owner. */
export interface TodayNumbers {
  readonly ordersToday: number;
  readonly soldTodayKopecks: number;
  readonly waitingOrders: number;
  readonly publishedProducts: number;
  readonly soldOutProducts: number;
  readonly allProducts: number;
}

/** @param startOfToday when the day began where the shop is */
export async function readToday(queries: Queries, startOfToday: Date): Promise<TodayNumbers> {
  const row = await queries.row<TodayNumbers>(
    `SELECT
      (SELECT count(*) FROM shop_order WHERE created_at >= $1 AND status <> 'canceled') AS "ordersToday",
      (SELECT coalesce(sum(total_kopecks), 0)::bigint FROM shop_order
        WHERE created_at >= $1 AND status <> 'canceled') AS "soldTodayKopecks",
      (SELECT count(*) FROM shop_order WHERE status = 'new') AS "waitingOrders",
      (SELECT count(*) FROM product WHERE status = 'published') AS "publishedProducts",
      (SELECT count(*) FROM product WHERE status = 'published' AND stock_quantity = 0) AS "soldOutProducts",
      (SELECT count(*) FROM product) AS "allProducts"`,
    [startOfToday],
  );
  if (!row) throw new Error("no numbers came back");
  return row;
}

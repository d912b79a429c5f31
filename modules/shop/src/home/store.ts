import type { Queries } from "@tochka-rosta/sdk";

/** The shop today (Moscow time) and what waits for the owner. */
export interface TodayNumbers {
  readonly ordersToday: number;
  readonly soldTodayKopecks: number;
  readonly waitingOrders: number;
  readonly publishedProducts: number;
  readonly soldOutProducts: number;
  readonly allProducts: number;
}

export async function readToday(queries: Queries): Promise<TodayNumbers> {
  const row = await queries.row<TodayNumbers>(`
    WITH today AS (SELECT date_trunc('day', now() AT TIME ZONE 'Europe/Moscow') AT TIME ZONE 'Europe/Moscow' AS start)
    SELECT
      (SELECT count(*) FROM shop_order, today WHERE created_at >= start AND status <> 'canceled') AS "ordersToday",
      (SELECT coalesce(sum(total_kopecks), 0)::bigint FROM shop_order, today
        WHERE created_at >= start AND status <> 'canceled') AS "soldTodayKopecks",
      (SELECT count(*) FROM shop_order WHERE status = 'new') AS "waitingOrders",
      (SELECT count(*) FROM product WHERE status = 'published') AS "publishedProducts",
      (SELECT count(*) FROM product WHERE status = 'published' AND stock_quantity = 0) AS "soldOutProducts",
      (SELECT count(*) FROM product) AS "allProducts"`);
  if (!row) throw new Error("no numbers came back");
  return row;
}

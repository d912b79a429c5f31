import type { Queries } from "@tochka-rosta/sdk";

interface Line {
  readonly productId: number;
  readonly title: string;
  readonly quantity: number;
}

/** In the order of ids, which is the order everybody locks products in. */
function readLines(queries: Queries, orderId: string): Promise<Line[]> {
  return queries.rows<Line>(
    `SELECT product_id AS "productId", title, quantity FROM order_line WHERE order_id = $1 ORDER BY product_id`,
    [orderId],
  );
}

/** Puts an order's pieces back on the shelf, in the transaction that moved the order. */
export async function returnStock(queries: Queries, orderId: string): Promise<void> {
  for (const { productId, quantity } of await readLines(queries, orderId)) {
    await queries.run("UPDATE product SET stock_quantity = stock_quantity + $2 WHERE id = $1", [productId, quantity]);
  }
}

/**
 * Takes an order's pieces off the shelf again.
 * @returns the titles of those that are short; the transaction must then be rolled back
 */
export async function takeStockAgain(queries: Queries, orderId: string): Promise<string[]> {
  const short: string[] = [];
  for (const { productId, title, quantity } of await readLines(queries, orderId)) {
    const taken = await queries.run(
      "UPDATE product SET stock_quantity = stock_quantity - $2 WHERE id = $1 AND stock_quantity >= $2",
      [productId, quantity],
    );
    if (taken === 0) short.push(title);
  }
  return short;
}

import type { Database } from "@tochka-rosta/sdk";
import { returnStock } from "./stock.ts";

/** One run frees at most so many; the next request's run goes on. */
const BATCH = 100;

/**
 * Puts the stock of orders back on the shelf whose sellers have not confirmed them in time. The order stays visible, as `released`.
 * Level-based: a run may come late, twice, or beside another one; each order is moved by one conditional statement, so that of a
 * confirmation and a release exactly one happens.
 * @returns how many orders were released
 */
export async function releaseHolds(database: Database, now: Date): Promise<number> {
  const due = await database.rows<{ id: string }>(
    "SELECT id FROM shop_order WHERE status = 'new' AND hold_until <= $1 ORDER BY hold_until LIMIT $2",
    [now, BATCH],
  );
  let released = 0;
  for (const { id } of due) if (await release(database, id, now)) released += 1;
  return released;
}

function release(database: Database, id: string, now: Date): Promise<boolean> {
  return database.transaction(async (queries) => {
    const moved = await queries.run(
      "UPDATE shop_order SET status = 'canceled', released_at = $2 WHERE id = $1 AND status = 'new' AND hold_until <= $2",
      [id, now],
    );
    if (moved === 0) return false;
    await queries.run(
      "INSERT INTO order_event (order_id, status, is_release, happened_at) VALUES ($1, 'canceled', true, $2)",
      [id, now],
    );
    await returnStock(queries, id);
    return true;
  });
}

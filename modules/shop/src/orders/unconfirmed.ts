import type { Queries } from "@tochka-rosta/sdk";
import { ADDRESS_PIECES_FACTOR, HELD_PIECES, UNCONFIRMED_ORDERS } from "./limits.ts";

/** Whose orders are counted together: those of one phone, or those that came from one address. */
export type Visitor = "phone" | "address";

/** What a visitor has taken without a confirmation, when that is too much. */
export type TooMuch =
  | { readonly code: "TOO_MANY_UNCONFIRMED_ORDERS"; readonly visitor: Visitor; readonly count: number }
  | {
      readonly code: "TOO_MANY_HELD_PIECES";
      readonly visitor: Visitor;
      readonly count: number;
      readonly most: number;
    };

const COLUMN: Readonly<Record<Visitor, string>> = { phone: "buyer_phone", address: "network" };

/** Locks of their own kinds (the first number), so that they meet no other lock of the shop. */
const LOCK: Readonly<Record<Visitor, number>> = { address: 1, phone: 2 };

async function countHeld(queries: Queries, visitor: Visitor, key: string) {
  const row = await queries.row<{ orders: number; pieces: number }>(
    `SELECT count(DISTINCT o.id) AS orders, coalesce(sum(l.quantity), 0)::bigint AS pieces
     FROM shop_order o JOIN order_line l ON l.order_id = o.id WHERE o.status = 'new' AND o.${COLUMN[visitor]} = $1`,
    [key],
  );
  return row ?? { orders: 0, pieces: 0 };
}

/**
 * Whether an order of so many pieces would be too much for its phone or its address. Orders of one visitor pass here one by one until their
 * transactions end, so that many at once count each other. Confirmed orders do not count: their sellers know of them.
 */
export async function findTooMuch(
  queries: Queries,
  visitors: Readonly<Record<Visitor, string>>,
  pieces: number,
): Promise<TooMuch | undefined> {
  const settings = await queries.row<{ most: number }>("SELECT held_pieces AS most FROM shop_settings");
  const perBuyer = settings?.most ?? HELD_PIECES.usual;
  // Everybody locks the address first: two orders never wait for each other.
  for (const visitor of ["address", "phone"] as const) {
    const key = visitors[visitor];
    await queries.row("SELECT pg_advisory_xact_lock($1::int, hashtext($2))", [LOCK[visitor], key]);
    const held = await countHeld(queries, visitor, key);
    if (held.orders >= UNCONFIRMED_ORDERS[visitor]) {
      return { code: "TOO_MANY_UNCONFIRMED_ORDERS", visitor, count: held.orders };
    }
    const most = visitor === "phone" ? perBuyer : perBuyer * ADDRESS_PIECES_FACTOR;
    if (held.pieces + pieces > most) return { code: "TOO_MANY_HELD_PIECES", visitor, count: held.pieces, most };
  }
  return undefined;
}

import type { Queries } from "@tochka-rosta/sdk";
import { HELD_PIECES, UNCONFIRMED } from "../order-limits.ts";

/** Whose orders are counted together: those of one phone at one address, of one phone from anywhere, of one address. */
export type Visitor = keyof typeof UNCONFIRMED;

/** What a visitor has taken without a confirmation, when that is too much. */
export type TooMuch =
  | { readonly code: "TOO_MANY_UNCONFIRMED_ORDERS"; readonly visitor: Visitor; readonly count: number }
  | {
      readonly code: "TOO_MANY_HELD_PIECES";
      readonly visitor: Visitor;
      readonly count: number;
      readonly most: number;
    };

interface Keys {
  readonly phone: string;
  readonly address: string;
}

/** By which columns each is known. */
const COLUMNS: Readonly<Record<Visitor, Partial<Keys>>> = {
  buyer: { phone: "buyer_phone", address: "network" },
  phone: { phone: "buyer_phone" },
  address: { address: "network" },
};

async function countHeld(queries: Queries, visitor: Visitor, keys: Keys) {
  const columns = Object.entries(COLUMNS[visitor]) as [keyof Keys, string][];
  const condition = columns.map(([, column], index) => `o.${column} = $${index + 1}`).join(" AND ");
  const row = await queries.row<{ orders: number; pieces: number }>(
    `SELECT count(DISTINCT o.id) AS orders, coalesce(sum(l.quantity), 0)::bigint AS pieces
     FROM shop_order o JOIN order_line l ON l.order_id = o.id WHERE o.status = 'new' AND ${condition}`,
    columns.map(([key]) => keys[key]),
  );
  return row ?? { orders: 0, pieces: 0 };
}

/** Orders of one address, and of one phone, pass one by one until their transactions end. Everybody locks the address first: no two wait for each other. */
async function takeTurns(queries: Queries, { phone, address }: Keys): Promise<void> {
  // Numbers of their own, so that these locks meet no other of the shop.
  await queries.row("SELECT pg_advisory_xact_lock(1, hashtext($1))", [address]);
  await queries.row("SELECT pg_advisory_xact_lock(2, hashtext($1))", [phone]);
}

/**
 * Whether an order of so many pieces would be too much for its buyer, its phone or its address; many at once count each other. Confirmed
 * orders do not count: their sellers know of them.
 */
export async function findTooMuch(queries: Queries, keys: Keys, pieces: number): Promise<TooMuch | undefined> {
  await takeTurns(queries, keys);
  const settings = await queries.row<{ most: number }>("SELECT held_pieces AS most FROM shop_settings");
  const perBuyer = settings?.most ?? HELD_PIECES.usual;
  for (const visitor of ["buyer", "phone", "address"] as const) {
    const held = await countHeld(queries, visitor, keys);
    const limit = UNCONFIRMED[visitor];
    if (held.orders >= limit.orders) return { code: "TOO_MANY_UNCONFIRMED_ORDERS", visitor, count: held.orders };
    const most = perBuyer * limit.pieces;
    if (held.pieces + pieces > most) return { code: "TOO_MANY_HELD_PIECES", visitor, count: held.pieces, most };
  }
  return undefined;
}

/** An order for cash holds its stock for so long, until its seller confirms it; then the stock is for sale again. */
export const HOLD_HOURS = 48;

/**
 * What may stand unconfirmed at a time: of one buyer (a phone at an address), of one phone from anywhere, of one address. Pieces are times
 * those that the shop's setting gives one buyer. Nobody proves that a phone is his own: with three times as much for a phone from anywhere,
 * no stranger at one address can use up somebody else's. A shared office of fifty people orders from one address.
 */
export const UNCONFIRMED = {
  buyer: { orders: 5, pieces: 1 },
  phone: { orders: 15, pieces: 3 },
  address: { orders: 60, pieces: 2 },
} as const;

/** The pieces of one buyer before its seller says otherwise, and what he may say. */
export const HELD_PIECES = { least: 1, usual: 200, most: 5_000 } as const;

/** Tries to order from one address: a typing error or two each, in a shared office too. */
export const ORDER_RATE = { group: "order", perMinute: 120 } as const;

/** When stock taken now returns to the shelf. */
export function holdUntil(now: Date): Date {
  return new Date(now.getTime() + HOLD_HOURS * 60 * 60 * 1000);
}

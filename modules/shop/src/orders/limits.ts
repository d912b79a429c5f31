/** An order for cash holds its stock for so long, until its seller confirms it; then the stock is for sale again. */
export const HOLD_HOURS = 48;

/** Unconfirmed orders that one phone, and one address, may have at a time. A shared office of fifty people orders from one address. */
export const UNCONFIRMED_ORDERS = { phone: 5, address: 60 } as const;

/** How many times the pieces that one buyer may hold unconfirmed (a setting of the shop) one address may hold. */
export const ADDRESS_PIECES_FACTOR = 2;

/** The pieces of one buyer before its seller says otherwise, and what he may say. */
export const HELD_PIECES = { least: 1, usual: 200, most: 5_000 } as const;

/** Tries to order from one address: a typing error or two each, in a shared office too. */
export const ORDER_RATE = { group: "order", perMinute: 120 } as const;

/** When stock taken now returns to the shelf. */
export function holdUntil(now: Date): Date {
  return new Date(now.getTime() + HOLD_HOURS * 60 * 60 * 1000);
}

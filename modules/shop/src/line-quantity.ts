/** How many of one product a cart line or an order holds at most. */
export const MAX_LINE_QUANTITY = 99;

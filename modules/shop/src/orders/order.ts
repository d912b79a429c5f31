/** `released`: its seller did not confirm it in time, so its stock is for sale again. */
export type OrderStatus = "new" | "confirmed" | "shipped" | "completed" | "canceled" | "released";
export type DeliveryMethod = "pickup" | "courier";

/** The life of an order; what is not listed cannot happen. A canceled or completed order stays as it is. */
const NEXT: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  new: ["confirmed", "canceled"],
  confirmed: ["shipped", "canceled"],
  shipped: ["completed", "canceled"],
  completed: [],
  canceled: [],
  // The seller may still want it, if the stock is there.
  released: ["confirmed", "canceled"],
};

/**
 * The status as its column holds it: a released order is a canceled one with `released_at`, so that a program of the release before, which
 * knows nothing of releases, shows it as closed and never returns its stock a second time.
 */
export function storedStatus(status: OrderStatus): string {
  return status === "released" ? "canceled" : status;
}

/** Where an order may go from here. */
export function nextStatuses(status: OrderStatus): readonly OrderStatus[] {
  return NEXT[status];
}

/** Reads a status that a form or address names. */
export function readOrderStatus(value: string | undefined): OrderStatus | undefined {
  return value !== undefined && Object.hasOwn(NEXT, value) ? (value as OrderStatus) : undefined;
}

export interface Order {
  readonly id: string;
  /** The shop's own count, for people: order 17. */
  readonly number: number;
  /** The secret in the address of the buyer's order page. */
  readonly pageToken: string;
  readonly status: OrderStatus;
  readonly buyerName: string;
  readonly buyerPhone: string;
  readonly deliveryMethod: DeliveryMethod;
  readonly deliveryAddress: string;
  readonly comment: string;
  readonly totalKopecks: number;
  readonly createdAt: Date;
  /** While the order is new: until then its stock is held for it. */
  readonly holdUntil: Date;
}

export interface OrderLine {
  readonly productId: number;
  readonly title: string;
  readonly unitPriceKopecks: number;
  readonly quantity: number;
}

export interface OrderEvent {
  readonly status: OrderStatus;
  readonly happenedAt: Date;
}

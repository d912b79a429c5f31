export type OrderStatus = "new" | "confirmed" | "shipped" | "completed" | "canceled";
export type DeliveryMethod = "pickup" | "courier";

/** The life of an order; what is not listed cannot happen. A canceled or completed order stays as it is. */
const NEXT: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  new: ["confirmed", "canceled"],
  confirmed: ["shipped", "canceled"],
  shipped: ["completed", "canceled"],
  completed: [],
  canceled: [],
};

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

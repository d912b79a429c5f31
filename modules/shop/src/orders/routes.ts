import type { AdminRoute, PublicRoute } from "@tochka-rosta/sdk";
import { showAdminOrder, submitOrderStatus } from "./admin-order.ts";
import { listAdminOrders } from "./admin-orders.ts";
import { createOrder, getOrder } from "./api-orders.ts";
import { showCheckout, submitCheckout } from "./checkout.ts";
import { showConsent } from "./show-consent.ts";
import { showOrder } from "./show-order.ts";

export const orderRoutes: readonly PublicRoute[] = [
  showCheckout,
  submitCheckout,
  showOrder,
  showConsent,
  createOrder,
  getOrder,
];

export const adminOrderRoutes: readonly AdminRoute[] = [listAdminOrders, showAdminOrder, submitOrderStatus];

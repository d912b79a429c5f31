import type { PublicRoute } from "@tochka-rosta/sdk";
import { addToCart, changeCartLine } from "./change-cart.ts";
import { showCart } from "./show-cart.ts";

export const cartRoutes: readonly PublicRoute[] = [showCart, addToCart, changeCartLine];

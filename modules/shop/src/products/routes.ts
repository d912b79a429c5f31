import type { AdminRoute, PublicRoute } from "@tochka-rosta/sdk";
import {
  showAdminProduct,
  showNewProduct,
  submitAdminProduct,
  submitNewProduct,
  submitProductStatus,
} from "./admin-edit.ts";
import { listAdminProducts } from "./admin-list.ts";
import { createProduct, getProduct, listProducts } from "./api-products.ts";
import { showCatalogue } from "./show-catalogue.ts";
import { showProduct } from "./show-product.ts";

export const productRoutes: readonly PublicRoute[] = [showCatalogue, showProduct, listProducts, getProduct];

export const adminProductRoutes: readonly AdminRoute[] = [
  listAdminProducts,
  showNewProduct,
  submitNewProduct,
  showAdminProduct,
  submitAdminProduct,
  submitProductStatus,
  createProduct,
];

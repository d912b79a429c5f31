import { type AdminRoute, json, type PublicRoute, refusals, refuse, type Visit } from "@tochka-rosta/sdk";
import { picturePath, type Product, productPath } from "./product.ts";
import { readProduct } from "./product-form.ts";
import { addProduct, findProduct, listPublished } from "./store.ts";

const MAX_PAGE_SIZE = 100;

function toJson(product: Product, { identity }: Visit): object {
  return {
    id: product.id,
    name: product.title,
    description: product.description,
    price_kopecks: product.priceKopecks,
    currency: "RUB",
    in_stock: product.stockQuantity > 0,
    stock_quantity: product.stockQuantity,
    url: identity.origin + productPath(product),
    picture_url: product.pictureId && identity.origin + picturePath(product.pictureId),
  };
}

/** The published products, for anybody. Fields of the first draft, with the price in kopecks. */
export const listProducts: PublicRoute = {
  method: "GET",
  url: "/api/products",
  handle: async (visit) => {
    const number = Math.min(Math.max(1, Math.trunc(Number(visit.query["page"])) || 1), 10_000);
    const size = Math.min(Math.max(1, Math.trunc(Number(visit.query["page_size"])) || 20), MAX_PAGE_SIZE);
    const search = (visit.query["q"] ?? "").slice(0, 80);
    const found = await listPublished(visit.database, search, size, (number - 1) * size);
    return json({
      tenant_id: visit.identity.tenant,
      products: found.products.map((product) => toJson(product, visit)),
      total: found.total,
      page: number,
      page_size: size,
    });
  },
};

export const getProduct: PublicRoute = {
  method: "GET",
  url: "/api/products/:id",
  handle: async (visit) => {
    const id = Number(visit.params["id"]);
    const product = Number.isSafeInteger(id) ? await findProduct(visit.database, id) : undefined;
    return product?.status === "published" ? json(toJson(product, visit)) : refuse(refusals.notFound);
  },
};

/** Adds a product; needs the owner's session. `price` is rubles as people write them, or `price_kopecks` a whole number. */
export const createProduct: AdminRoute = {
  method: "POST",
  url: "/api/products",
  handle: async (visit) => {
    const reading = readProduct(visit.form, visit);
    if ("errors" in reading)
      return refuse({ ...refusals.badRequest, status: 422 }, undefined, { errors: reading.errors });
    const id = await addProduct(visit.database, reading.input, "published");
    const product = await findProduct(visit.database, id);
    if (!product) throw new Error("the product just stored is gone");
    return json(toJson(product, visit), 201);
  },
};

import {
  type AdminRoute,
  explainUpload,
  json,
  type PublicRoute,
  readChoice,
  readPage,
  readPageSize,
  readSearch,
  refusals,
  refuse,
  type RequestContext,
} from "@tochka-rosta/sdk";
import { type Product, productPath, productPicturePath } from "./product.ts";
import { readProduct } from "./product-form.ts";
import { addProduct, findProduct, listPublished, productBytes, productSorts } from "./store.ts";

const MAX_PAGE_SIZE = 100;

function toJson(product: Product, { identity }: RequestContext) {
  const picture = productPicturePath(product);
  return {
    id: product.id,
    name: product.title,
    description: product.description,
    price_kopecks: product.priceKopecks,
    currency: "RUB",
    in_stock: product.stockQuantity > 0,
    stock_quantity: product.stockQuantity,
    url: identity.origin + productPath(product),
    picture_url: picture === undefined ? null : identity.origin + picture,
  };
}

/** The published products, for anybody, with the beginning of their descriptions. Fields of the first draft, with the price in kopecks. */
export const listProducts: PublicRoute = {
  method: "GET",
  url: "/api/products",
  cost: "expensive",
  handle: async (context) => {
    const { rows, total, page, size } = await listPublished(context.database, {
      search: readSearch(context),
      sort: readChoice(context, "sort", productSorts),
      isInStock: readChoice(context, "in_stock", ["true"]) !== undefined,
      page: readPage(context),
      size: readPageSize(context, 20, MAX_PAGE_SIZE),
    });
    return json({
      tenant_id: context.identity.tenant,
      products: rows.map((product) => toJson(product, context)),
      total,
      page,
      page_size: size,
    });
  },
};

export const getProduct: PublicRoute = {
  method: "GET",
  url: "/api/products/:id",
  handle: async (context) => {
    const id = Number(context.params["id"]);
    const product = Number.isSafeInteger(id) ? await findProduct(context.database, id) : undefined;
    return product?.status === "published" ? json(toJson(product, context)) : refuse(refusals.notFound);
  },
};

/** Adds a product; needs the owner's session. `price` is rubles as people write them, or `price_kopecks` a whole number. */
export const createProduct: AdminRoute = {
  method: "POST",
  url: "/api/products",
  handle: async (context) => {
    const reading = readProduct(context.form, context);
    if ("errors" in reading)
      return refuse({ ...refusals.badRequest, status: 422 }, undefined, { errors: reading.errors });
    if (!(await context.storage.reserve(productBytes(reading.input)))) {
      return refuse(refusals.storageFull, explainUpload("no room", context));
    }
    const id = await addProduct(context.database, reading.input, "published");
    const product = await findProduct(context.database, id);
    if (!product) throw new Error("the product just stored is gone");
    return json(toJson(product, context), 201);
  },
};

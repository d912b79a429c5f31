import {
  type AdminRoute,
  type Answer,
  detectPictureType,
  explainUpload,
  type FieldErrors,
  type Form,
  page,
  type PictureType,
  readInteger,
  readTick,
  redirect,
  refusals,
  refuse,
  type Queries,
  type RequestContext,
} from "@tochka-rosta/sdk";
import { addPicture, deletePicture } from "../pictures/store.ts";
import { productBody, type ProductView } from "./admin-page.ts";
import { productAdminTexts as texts } from "./admin-texts.ts";
import type { Product, ProductStatus } from "./product.ts";
import { readProduct } from "./product-form.ts";
import { addProduct, changeProduct, findProduct, productBytes, setProductPicture, setProductStatus } from "./store.ts";

function productPage(view: ProductView, context: RequestContext, status = 200): Answer {
  return page({
    status,
    title: view.product?.title ?? context.translate(texts.newProduct),
    body: productBody(view, context),
  });
}

/** The form again, with what was typed and what is wrong with it. A file that has no room says so by its status. */
function refusedProduct(
  product: Product | undefined,
  errors: FieldErrors,
  context: RequestContext,
  status = context.form.file === "no room" ? 413 : 422,
): Answer {
  return productPage({ product, typed: context.form, errors, isSaved: false }, context, status);
}

type PictureReading =
  | { readonly picture: { readonly mediaType: PictureType; readonly bytes: Buffer } | undefined }
  | { readonly errors: FieldErrors };

function readPicture({ file }: Form, context: RequestContext): PictureReading {
  if (!file) return { picture: undefined };
  if (typeof file === "string") return { errors: { picture: explainUpload(file, context) } };
  const mediaType = detectPictureType(file.bytes);
  return mediaType
    ? { picture: { mediaType, bytes: file.bytes } }
    : { errors: { picture: context.translate(texts.pictureWrong) } };
}

async function replacePicture(
  queries: Queries,
  id: number,
  reading: PictureReading,
  isRemoved: boolean,
): Promise<void> {
  const picture = "picture" in reading ? reading.picture : undefined;
  if (!picture && !isRemoved) return;
  const next = picture ? await addPicture(queries, picture.mediaType, picture.bytes) : null;
  const earlier = await setProductPicture(queries, id, next);
  if (earlier !== undefined) await deletePicture(queries, earlier);
}

function readAll(context: RequestContext) {
  const picture = readPicture(context.form, context);
  const product = readProduct(context.form, context);
  const errors = { ...("errors" in product && product.errors), ...("errors" in picture && picture.errors) };
  return { picture, errors, input: "input" in product && !("errors" in picture) ? product.input : undefined };
}

export const showNewProduct: AdminRoute = {
  method: "GET",
  url: "/admin/products/new",
  handle: (context) => productPage({ product: undefined, typed: undefined, errors: {}, isSaved: false }, context),
};

/** Adds a product with its picture. */
export const submitNewProduct: AdminRoute = {
  method: "POST",
  url: "/admin/products",
  takesUpload: true,
  handle: async (context) => {
    const { picture, errors, input } = readAll(context);
    if (!input) return refusedProduct(undefined, errors, context);
    if (!(await context.storage.reserve(productBytes(input)))) {
      return refusedProduct(undefined, { title: explainUpload("no room", context) }, context, 413);
    }
    const status: ProductStatus = readTick(context.form, "publish") ? "published" : "draft";
    const id = await context.database.transaction(async (queries) => {
      const added = await addProduct(queries, input, status);
      await replacePicture(queries, added, picture, false);
      return added;
    });
    return redirect(`/admin/products/${id}?saved=1`);
  },
};

function idOf(context: RequestContext): number {
  const id = Number(context.params["id"]);
  return Number.isSafeInteger(id) ? id : 0;
}

export const showAdminProduct: AdminRoute = {
  method: "GET",
  url: "/admin/products/:id",
  handle: async (context) => {
    const product = await findProduct(context.database, idOf(context));
    if (!product) return refuse(refusals.notFound);
    return productPage({ product, typed: undefined, errors: {}, isSaved: context.query["saved"] === "1" }, context);
  },
};

/** Changes a product and, if one came, its picture. */
export const submitAdminProduct: AdminRoute = {
  method: "POST",
  url: "/admin/products/:id",
  takesUpload: true,
  handle: async (context) => {
    const product = await findProduct(context.database, idOf(context));
    if (!product) return refuse(refusals.notFound);
    const { picture, errors, input } = readAll(context);
    if (!input) return refusedProduct(product, errors, context);
    const seen = readInteger(context.form, "seen_stock_quantity", 0, 1_000_000) ?? product.stockQuantity;
    const isChanged = await context.database.transaction(async (queries) => {
      if (!(await changeProduct(queries, product.id, input, seen))) return false;
      await replacePicture(queries, product.id, picture, readTick(context.form, "remove_picture"));
      return true;
    });
    if (isChanged) return redirect(`/admin/products/${product.id}?saved=1`);
    const message = context.translate(texts.stockMoved, { count: product.stockQuantity });
    return refusedProduct(product, { stock_quantity: message }, context, 409);
  },
};

const STATUSES: ReadonlySet<string> = new Set<ProductStatus>(["draft", "published", "archived"]);

/** Shows a product in the shop, hides it, or puts it away. */
export const submitProductStatus: AdminRoute = {
  method: "POST",
  url: "/admin/products/:id/status",
  handle: async (context) => {
    const status = context.form.fields.get("status") ?? "";
    if (!STATUSES.has(status)) return refuse(refusals.badRequest);
    const isSet = await setProductStatus(context.database, idOf(context), status as ProductStatus);
    return isSet ? redirect(`/admin/products/${idOf(context)}?saved=1`) : refuse(refusals.notFound);
  },
};

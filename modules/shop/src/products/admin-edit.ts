import {
  type AdminRoute,
  type Answer,
  detectPictureType,
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
  type Visit,
} from "@tochka-rosta/sdk";
import { addPicture, deletePicture } from "../pictures/store.ts";
import { productBody, type ProductView } from "./admin-page.ts";
import { productAdminTexts as texts } from "./admin-texts.ts";
import type { ProductStatus } from "./product.ts";
import { readProduct } from "./product-form.ts";
import { addProduct, changeProduct, findProduct, setProductPicture, setProductStatus } from "./store.ts";

function productPage(view: ProductView, visit: Visit, status = 200): Answer {
  return page({ status, title: view.product?.title ?? visit.say(texts.newProduct), body: productBody(view, visit) });
}

type PictureReading =
  | { readonly picture: { readonly mediaType: PictureType; readonly bytes: Buffer } | undefined }
  | { readonly errors: FieldErrors };

function readPicture({ file }: Form, { say }: Visit): PictureReading {
  if (!file) return { picture: undefined };
  if (file === "too large") return { errors: { picture: say(texts.pictureTooLarge) } };
  const mediaType = detectPictureType(file.bytes);
  return mediaType ? { picture: { mediaType, bytes: file.bytes } } : { errors: { picture: say(texts.pictureWrong) } };
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

function readAll(visit: Visit) {
  const picture = readPicture(visit.form, visit);
  const product = readProduct(visit.form, visit);
  const errors = { ...("errors" in product && product.errors), ...("errors" in picture && picture.errors) };
  return { picture, errors, input: "input" in product && !("errors" in picture) ? product.input : undefined };
}

export const showNewProduct: AdminRoute = {
  method: "GET",
  url: "/admin/products/new",
  handle: (visit) => productPage({ product: undefined, typed: undefined, errors: {}, isSaved: false }, visit),
};

/** Adds a product with its picture. */
export const submitNewProduct: AdminRoute = {
  method: "POST",
  url: "/admin/products",
  takesUpload: true,
  handle: async (visit) => {
    const { picture, errors, input } = readAll(visit);
    if (!input) return productPage({ product: undefined, typed: visit.form, errors, isSaved: false }, visit, 422);
    const status: ProductStatus = readTick(visit.form, "publish") ? "published" : "draft";
    const id = await visit.database.transaction(async (queries) => {
      const added = await addProduct(queries, input, status);
      await replacePicture(queries, added, picture, false);
      return added;
    });
    return redirect(`/admin/products/${id}?saved=1`);
  },
};

function idOf(visit: Visit): number {
  const id = Number(visit.params["id"]);
  return Number.isSafeInteger(id) ? id : 0;
}

export const showAdminProduct: AdminRoute = {
  method: "GET",
  url: "/admin/products/:id",
  handle: async (visit) => {
    const product = await findProduct(visit.database, idOf(visit));
    if (!product) return refuse(refusals.notFound);
    return productPage({ product, typed: undefined, errors: {}, isSaved: visit.query["saved"] === "1" }, visit);
  },
};

/** Changes a product and, if one came, its picture. */
export const submitAdminProduct: AdminRoute = {
  method: "POST",
  url: "/admin/products/:id",
  takesUpload: true,
  handle: async (visit) => {
    const product = await findProduct(visit.database, idOf(visit));
    if (!product) return refuse(refusals.notFound);
    const { picture, errors, input } = readAll(visit);
    if (!input) return productPage({ product, typed: visit.form, errors, isSaved: false }, visit, 422);
    const seen = readInteger(visit.form, "seen_stock_quantity", 0, 1_000_000) ?? product.stockQuantity;
    const isChanged = await visit.database.transaction(async (queries) => {
      if (!(await changeProduct(queries, product.id, input, seen))) return false;
      await replacePicture(queries, product.id, picture, readTick(visit.form, "remove_picture"));
      return true;
    });
    if (isChanged) return redirect(`/admin/products/${product.id}?saved=1`);
    const message = visit.say(texts.stockMoved, { count: product.stockQuantity });
    return productPage({ product, typed: visit.form, errors: { stock_quantity: message }, isSaved: false }, visit, 409);
  },
};

const STATUSES: ReadonlySet<string> = new Set<ProductStatus>(["draft", "published", "archived"]);

/** Shows a product in the shop, hides it, or puts it away. */
export const submitProductStatus: AdminRoute = {
  method: "POST",
  url: "/admin/products/:id/status",
  handle: async (visit) => {
    const status = visit.form.fields.get("status") ?? "";
    if (!STATUSES.has(status)) return refuse(refusals.badRequest);
    const isSet = await setProductStatus(visit.database, idOf(visit), status as ProductStatus);
    return isSet ? redirect(`/admin/products/${idOf(visit)}?saved=1`) : refuse(refusals.notFound);
  },
};

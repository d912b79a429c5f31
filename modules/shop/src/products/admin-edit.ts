import {
  type AdminRoute,
  type Answer,
  detectPictureType,
  explainUpload,
  type FieldErrors,
  type Form,
  type FormDraft,
  page,
  type PictureType,
  readInteger,
  readTick,
  type Queries,
  redirect,
  refusals,
  refuse,
  type RequestContext,
  sendBack,
} from "@tochka-rosta/sdk";
import { addPicture, deletePicture } from "../pictures/store.ts";
import { productAction, productBody, type ProductView } from "./admin-page.ts";
import { productAdminTexts as texts } from "./admin-texts.ts";
import type { Product, ProductStatus } from "./product.ts";
import { readProduct } from "./product-form.ts";
import { addProduct, changeProduct, findProduct, productBytes, setProductPicture, setProductStatus } from "./store.ts";

/** Why a product's form came back, where its fields do not say it. */
type ProductReason = { readonly code: "NO_ROOM" | "PICTURE_WRONG" | "STOCK_MOVED" };

const codeOf = (draft: FormDraft | undefined) => (draft?.reason as Partial<ProductReason> | undefined)?.code;

/** What is wrong with a form that came back, judged anew in the language of whoever looks. */
function errorsOf(draft: FormDraft, product: Product | undefined, context: RequestContext): FieldErrors {
  const { translate } = context;
  const { errors } = readAll(draft.form, context);
  switch (codeOf(draft)) {
    case "PICTURE_WRONG":
      return { ...errors, picture: translate(texts.pictureWrong) };
    case "NO_ROOM":
      return { ...errors, title: errors.title ?? explainUpload("no room", context) };
    case "STOCK_MOVED":
      return { ...errors, stock_quantity: translate(texts.stockMoved, { count: product?.stockQuantity ?? 0 }) };
    default:
      return errors;
  }
}

function productPage(context: RequestContext, product: Product | undefined): Answer {
  const { draft, query, translate } = context;
  const isOfCard = draft?.action === productAction(product);
  const ofCard = isOfCard ? draft : undefined;
  const view: ProductView = {
    product,
    draft: ofCard,
    errors: ofCard ? errorsOf(ofCard, product, context) : {},
    isStockMoved: codeOf(ofCard) === "STOCK_MOVED",
    isSaved: query["saved"] === "1",
    // The page's other form moves the product; nothing was typed in it.
    notice: draft && !isOfCard && !draft.isInterrupted ? translate(texts.statusMoved) : undefined,
  };
  return page({ title: product?.title ?? translate(texts.newProduct), body: productBody(view, context) });
}

const productReason = (code: ProductReason["code"]): ProductReason => ({ code });

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

function readAll(form: Form, context: RequestContext) {
  const picture = readPicture(form, context);
  const product = readProduct(form, context);
  const errors: Record<string, string | undefined> = {
    ...("errors" in product && product.errors),
    ...("errors" in picture && picture.errors),
  };
  return { picture, errors, input: "input" in product && !("errors" in picture) ? product.input : undefined };
}

/** A file itself does not come back, so what is wrong with it is told along. */
function fileReason(form: Form, context: RequestContext): ProductReason | undefined {
  return typeof form.file === "object" && "errors" in readPicture(form, context)
    ? productReason("PICTURE_WRONG")
    : undefined;
}

export const showNewProduct: AdminRoute = {
  method: "GET",
  url: "/admin/products/new",
  handle: (context) => productPage(context, undefined),
};

/** Adds a product with its picture. */
export const submitNewProduct: AdminRoute = {
  method: "POST",
  url: "/admin/products",
  formAt: "/admin/products/new",
  takesUpload: true,
  handle: async (context) => {
    const { form } = context;
    const { picture, input } = readAll(form, context);
    if (!input) return sendBack(fileReason(form, context));
    if (!(await context.storage.reserve(productBytes(input)))) return sendBack(productReason("NO_ROOM"));
    const status: ProductStatus = readTick(form, "publish") ? "published" : "draft";
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
    return product ? productPage(context, product) : refuse(refusals.notFound);
  },
};

/** Changes a product and, if one came, its picture. */
export const submitAdminProduct: AdminRoute = {
  method: "POST",
  url: "/admin/products/:id",
  formAt: "/admin/products/:id",
  takesUpload: true,
  edits: true,
  handle: async (context) => {
    const { form, version } = context;
    const product = await findProduct(context.database, idOf(context));
    if (!product) return refuse(refusals.notFound);
    const { picture, input } = readAll(form, context);
    if (!input) return sendBack(fileReason(form, context));
    const stockQuantity = readInteger(form, "seen_stock_quantity", 0, 1_000_000) ?? product.stockQuantity;
    const outcome = await context.database.transaction(async (queries) => {
      const changed = await changeProduct(queries, product.id, input, { version, stockQuantity });
      if (changed === "changed") await replacePicture(queries, product.id, picture, readTick(form, "remove_picture"));
      return changed;
    });
    if (outcome === "changed") return redirect(`/admin/products/${product.id}?saved=1`);
    return outcome === "stale" ? sendBack() : sendBack(productReason("STOCK_MOVED"));
  },
};

function readStatus(text: string | undefined): ProductStatus | undefined {
  return (["draft", "published", "archived"] as const).find((status) => status === text);
}

/** Shows a product in the shop, hides it, or puts it away. */
export const submitProductStatus: AdminRoute = {
  method: "POST",
  url: "/admin/products/:id/status",
  formAt: "/admin/products/:id",
  handle: async (context) => {
    const { database, form } = context;
    const to = readStatus(form.fields.get("status"));
    const from = readStatus(form.fields.get("from"));
    const product = await findProduct(database, idOf(context));
    if (!product) return refuse(refusals.notFound);
    const isMoved = from && to && (await setProductStatus(database, product.id, from, to));
    return isMoved ? redirect(`/admin/products/${product.id}?saved=1`) : sendBack();
  },
};

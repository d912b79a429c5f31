import {
  type AdminRoute,
  type Answer,
  explainUpload,
  fileRefusalOf,
  hasErrors,
  type FieldErrors,
  type Form,
  type FormDraft,
  page,
  readPictureIds,
  readInteger,
  readTick,
  splitPictureIds,
  redirect,
  refusals,
  refuse,
  readForm,
  type RequestContext,
  sendBack,
} from "@tochka-rosta/sdk";
import {
  listProductPictures,
  MOST_PICTURES,
  type PictureChoice,
  type ProductPicture,
  saveProductPictures,
} from "../pictures/store.ts";
import { altName, PICTURES_FIELD, productAction, productBody, type ProductView } from "./admin-page.ts";
import { productAdminTexts as texts } from "./admin-texts.ts";
import type { Product, ProductStatus } from "./product.ts";
import { readProduct } from "./product-form.ts";
import { addProduct, changeProduct, findProduct, productBytes, setProductStatus } from "./store.ts";

/** Why a product's form came back, where its fields do not say it. */
type ProductReason = { readonly code: "NO_ROOM" | "STOCK_MOVED" };

const codeOf = (draft: FormDraft | undefined) => (draft?.reason as Partial<ProductReason> | undefined)?.code;

/** What is wrong with a form that came back, judged anew in the language of whoever looks. */
function errorsOf(draft: FormDraft, product: Product | undefined, context: RequestContext): FieldErrors {
  const { translate } = context;
  const { errors } = readAll(draft.form, [], context);
  switch (codeOf(draft)) {
    case "NO_ROOM":
      return { ...errors, title: errors.title ?? explainUpload("no room", context) };
    case "STOCK_MOVED":
      return { ...errors, stock_quantity: translate(texts.stockMoved, { count: product?.stockQuantity ?? 0 }) };
    default:
      return errors;
  }
}

/** The pictures that the form has: of the one that came back, else the product's own. */
async function picturesOf(
  { database, pictures }: RequestContext,
  product: Product | undefined,
  draft: FormDraft | undefined,
) {
  const own = product ? await listProductPictures(database, product.id) : [];
  if (!draft?.form.fields.has(PICTURES_FIELD)) return own;
  const ids = splitPictureIds(draft.form.fields.get(PICTURES_FIELD) ?? "");
  const found = await pictures.find(database, ids);
  const altOf = (id: string) =>
    draft.form.fields.get(altName(id)) ?? own.find((picture) => picture.id === id)?.alt ?? "";
  return found.map((picture) => ({ ...picture, alt: altOf(picture.id) }));
}

async function productPage(context: RequestContext, product: Product | undefined): Promise<Answer> {
  const { draft, query, translate } = context;
  const isOfCard = draft?.action === productAction(product);
  const ofCard = isOfCard ? draft : undefined;
  const view: ProductView = {
    product,
    pictures: await picturesOf(context, product, ofCard),
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

/** The words of each picture; what is too long is refused like any text. */
function readAlts(form: Form, ids: readonly string[], { language }: RequestContext) {
  const fields = readForm(form, language);
  const alts = new Map(ids.filter((id) => form.fields.has(altName(id))).map((id) => [id, fields.line(altName(id), { maxLength: 200 })])); // prettier-ignore
  return { alts, errors: fields.errors };
}

/** A tab of the release before has one file and a box to remove it; whoever left both alone keeps what is there. */
function readEarlierChoice(form: Form, current: readonly ProductPicture[]): string[] {
  const sent = readPictureIds(form, "picture", 1);
  const others = current.slice(1).map(({ id }) => id);
  if (sent.length > 0 || readTick(form, "remove_picture")) return [...sent, ...others];
  return current.map(({ id }) => id);
}

function readPictures(form: Form, current: readonly ProductPicture[], context: RequestContext) {
  const ids = form.fields.has(PICTURES_FIELD)
    ? readPictureIds(form, PICTURES_FIELD, MOST_PICTURES)
    : readEarlierChoice(form, current);
  const { alts, errors } = readAlts(form, ids, context);
  const refusal = fileRefusalOf(form);
  const pictureErrors = { ...errors, ...(refusal && { [PICTURES_FIELD]: explainUpload(refusal, context) }) };
  return { choice: { ids, alts } satisfies PictureChoice, errors: pictureErrors };
}

function readAll(form: Form, current: readonly ProductPicture[], context: RequestContext) {
  const { choice, errors: pictureErrors } = readPictures(form, current, context);
  const product = readProduct(form, context);
  const errors: FieldErrors = { ...("errors" in product && product.errors), ...pictureErrors };
  return { choice, errors, input: "input" in product && !hasErrors(errors) ? product.input : undefined };
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
  takesPictures: true,
  handle: async (context) => {
    const { form } = context;
    const { choice, input } = readAll(form, [], context);
    if (!input) return sendBack();
    if (!(await context.storage.reserve(productBytes(input)))) return sendBack(productReason("NO_ROOM"));
    const status: ProductStatus = readTick(form, "publish") ? "published" : "draft";
    const id = await context.database.transaction(async (queries) => {
      const added = await addProduct(queries, input, status);
      await saveProductPictures(queries, context.pictures, added, choice);
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
  takesPictures: true,
  edits: true,
  handle: async (context) => {
    const { form, version } = context;
    const product = await findProduct(context.database, idOf(context));
    if (!product) return refuse(refusals.notFound);
    const current = await listProductPictures(context.database, product.id);
    const { choice, input } = readAll(form, current, context);
    if (!input) return sendBack();
    const stockQuantity = readInteger(form, "seen_stock_quantity", 0, 1_000_000) ?? product.stockQuantity;
    const outcome = await context.database.transaction(async (queries) => {
      const changed = await changeProduct(queries, product.id, input, { version, stockQuantity });
      if (changed === "changed") await saveProductPictures(queries, context.pictures, product.id, choice);
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

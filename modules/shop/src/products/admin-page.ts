import {
  bothVersions,
  errorSummary,
  type FieldErrors,
  type FormDraft,
  formatPriceInput,
  type Html,
  html,
  isChangedMeanwhile,
  lineField,
  paragraphField,
  pictureField,
  type RequestContext,
  versionField,
} from "@tochka-rosta/sdk";
import { adminTexts } from "../texts.ts";
import { productBadge } from "./admin-list.ts";
import { productAdminTexts as texts } from "./admin-texts.ts";
import { MOST_PICTURES, type ProductPicture } from "../pictures/store.ts";
import { hasUnreadablePicture, type Product, type ProductStatus, productPath } from "./product.ts";

/** What the owner's product page shows: a product (none while it is new), and the form that came back, if one did. */
export interface ProductView {
  readonly product: Product | undefined;
  readonly pictures: readonly ProductPicture[];
  readonly draft: FormDraft | undefined;
  readonly errors: FieldErrors;
  /** The stock that was typed cannot be; the next try starts from what is there now. */
  readonly isStockMoved: boolean;
  readonly isSaved: boolean;
  readonly notice: string | undefined;
}

type Values = Readonly<Record<string, string>>;

function savedValues(product: Product): Values {
  return {
    title: product.title,
    price: formatPriceInput(product.priceKopecks),
    stock_quantity: String(product.stockQuantity),
    description: product.description,
  };
}

function valuesOf({ product, draft }: ProductView): Values {
  if (draft) return Object.fromEntries(draft.form.fields);
  return product ? savedValues(product) : {};
}

function priceAndStock({ errors }: ProductView, values: Values, { translate }: RequestContext): Html {
  return html`<div class="two">
    ${lineField({
      name: "price",
      label: translate(texts.price),
      value: values["price"] ?? "",
      errors,
      hint: translate(texts.priceHint),
      inputMode: "decimal",
      maxLength: 20,
      isRequired: true,
    })}
    ${lineField({
      name: "stock_quantity",
      label: translate(texts.stock),
      value: values["stock_quantity"] ?? "1",
      errors,
      hint: translate(texts.stockHint),
      inputMode: "numeric",
      maxLength: 7,
      isRequired: true,
    })}
  </div>`;
}

/** The field that holds the ids of a product's pictures. */
export const PICTURES_FIELD = "pictures";

/** The field of a picture's words. */
export function altName(id: string): string {
  return `alt_${id}`;
}

function pictureFields({ product, pictures, errors, draft }: ProductView, context: RequestContext): Html {
  const { translate } = context;
  const altOf = new Map(pictures.map(({ id, alt }) => [id, alt]));
  const removed = pictures.map(({ id }) => id).filter((id) => draft?.form.fields.has(`remove_${id}`));
  const field = pictureField(
    {
      name: PICTURES_FIELD,
      label: translate(texts.pictures),
      pictures,
      most: MOST_PICTURES,
      errors,
      removed,
      details: ({ id }) =>
        lineField({
          name: altName(id),
          label: translate(texts.pictureAlt),
          hint: translate(texts.pictureAltHint),
          value: altOf.get(id) ?? "",
          errors,
          maxLength: 200,
        }),
    },
    context,
  );
  return html`${
    product &&
    hasUnreadablePicture(product) &&
    html`<p class="notice notice-warn">${translate(texts.pictureUnreadable)}</p>`
  }
  ${field}`;
}

/** What the next save is compared with: the version that is shown now, and the stock that was seen when the number was typed. */
function seenFields({ draft, isStockMoved }: ProductView, product: Product): Html {
  const seen = isStockMoved ? undefined : draft?.form.fields.get("seen_stock_quantity");
  return html`${versionField(product.version)}
    <input type="hidden" name="seen_stock_quantity" value="${seen ?? product.stockQuantity}" />`;
}

/** Both texts of a card that somebody else saved while this form was open; what was sold meanwhile is no such difference. */
function conflict({ product, draft }: ProductView, context: RequestContext): Html | false {
  if (!product || !draft || !isChangedMeanwhile(draft, product.version)) return false;
  const saved = savedValues(product);
  const fields = (["title", "price", "description"] as const).map((name) => ({
    name,
    label: context.translate(texts[name]),
    saved: saved[name] ?? "",
  }));
  return bothVersions(draft, fields, context);
}

/** Where the card's form is sent. */
export function productAction(product: Pick<Product, "id"> | undefined): string {
  return product ? `/admin/products/${product.id}` : "/admin/products";
}

function productForm(view: ProductView, context: RequestContext): Html {
  const { product } = view;
  const values = valuesOf(view);
  return html`<form
    class="card stack"
    method="post"
    action="${productAction(product)}"
    enctype="multipart/form-data"
    novalidate
  >
    ${product && seenFields(view, product)}
    ${lineField({
      name: "title",
      label: context.translate(texts.title),
      value: values["title"] ?? "",
      errors: view.errors,
      maxLength: 150,
      isRequired: true,
    })}
    ${priceAndStock(view, values, context)}
    ${paragraphField({
      name: "description",
      label: context.translate(texts.description),
      value: values["description"] ?? "",
      errors: view.errors,
      maxLength: 5000,
    })}
    ${pictureFields(view, context)}
    ${
      !product &&
      html`<label class="choice">
        <input
          type="checkbox"
          name="publish"
          ${(!view.draft || view.draft.form.fields.has("publish")) && html`checked`}
        />
        <span>${context.translate(texts.publishNow)}</span>
      </label>`
    }
    <div><button class="button" type="submit">${context.translate(adminTexts.save)}</button></div>
  </form>`;
}

const MOVES: Readonly<Record<ProductStatus, readonly (readonly [ProductStatus, keyof typeof texts])[]>> = {
  draft: [["published", "publish"], ["archived", "moveToArchive"]],
  published: [["draft", "hide"], ["archived", "moveToArchive"]],
  archived: [["draft", "restore"]],
}; // prettier-ignore

function visibilityCard(product: Product, context: RequestContext): Html {
  return html`<aside class="card stack">
    <div class="row-between">
      <h2>${context.translate(texts.visibility)}</h2>
      ${productBadge(product.status, context)}
    </div>
    <form class="stack-tight" method="post" action="/admin/products/${product.id}/status">
      <input type="hidden" name="from" value="${product.status}" />
      ${MOVES[product.status].map(
        ([status, text]) =>
          html`<button
            class="button button-wide ${status === "published" ? "" : "button-quiet"}"
            name="status"
            value="${status}"
          >
            ${context.translate(texts[text])}
          </button>`,
      )}
    </form>
    ${product.status === "published" && html`<p><a href="${productPath(product)}">${context.translate(texts.openInShop)}</a></p>`}
  </aside>`;
}

/** The owner's page of one product, or of a new one. */
export function productBody(view: ProductView, context: RequestContext): Html {
  const { product } = view;
  return html`<div class="stack">
    <p><a href="/admin/products">${context.translate(texts.back)}</a></p>
    <h1>${product ? product.title : context.translate(texts.newProduct)}</h1>
    ${view.isSaved && html`<p class="notice notice-good" role="status">✓ ${context.translate(adminTexts.saved)}</p>`}
    ${view.notice !== undefined && html`<p class="notice notice-warn" role="alert">${view.notice}</p>`}
    ${conflict(view, context)} ${errorSummary(view.errors, context.translate(adminTexts.correct))}
    <div class="sides">${productForm(view, context)} ${product && visibilityCard(product, context)}</div>
  </div>`;
}

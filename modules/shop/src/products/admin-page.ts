import {
  errorSummary,
  type FieldErrors,
  fileField,
  type Form,
  formatPriceInput,
  type Html,
  html,
  lineField,
  paragraphField,
  type RequestContext,
} from "@tochka-rosta/sdk";
import { adminTexts } from "../texts.ts";
import { productBadge } from "./admin-list.ts";
import { productAdminTexts as texts } from "./admin-texts.ts";
import { type Product, type ProductStatus, productPath } from "./product.ts";
import { pictureOf } from "./product-card.ts";

/** What the owner's product page shows: a product (none while it is new), and what was typed if that must be corrected. */
export interface ProductView {
  readonly product: Product | undefined;
  readonly typed: Form | undefined;
  readonly errors: FieldErrors;
  readonly isSaved: boolean;
}

function valuesOf({ product, typed }: ProductView): Readonly<Record<string, string>> {
  if (typed) return Object.fromEntries(typed.fields);
  if (!product) return {};
  return {
    title: product.title,
    price: formatPriceInput(product.priceKopecks),
    stock_quantity: String(product.stockQuantity),
    description: product.description,
  };
}

function priceAndStock(
  view: ProductView,
  values: Readonly<Record<string, string>>,
  { translate }: RequestContext,
): Html {
  return html`<div class="two">
    ${lineField({
      name: "price",
      label: translate(texts.price),
      value: values["price"] ?? "",
      error: view.errors["price"],
      hint: translate(texts.priceHint),
      inputMode: "decimal",
      maxLength: 20,
      isRequired: true,
    })}
    ${lineField({
      name: "stock_quantity",
      label: translate(texts.stock),
      value: values["stock_quantity"] ?? "1",
      error: view.errors["stock_quantity"],
      hint: translate(texts.stockHint),
      inputMode: "numeric",
      maxLength: 7,
      isRequired: true,
    })}
  </div>`;
}

function pictureFields(view: ProductView, { translate }: RequestContext): Html {
  const { product } = view;
  return html`${product?.pictureId && html`<div class="picture admin-picture">${pictureOf(product, "page")}</div>`}
  ${fileField({
    name: "picture",
    label: translate(texts.picture),
    hint: translate(texts.pictureHint),
    error: view.errors["picture"],
    accept: "image/jpeg,image/png,image/webp",
  })}
  ${
    product?.pictureId &&
    html`<label class="choice"
      ><input type="checkbox" name="remove_picture" /><span>${translate(texts.pictureRemove)}</span></label
    >`
  }`;
}

function productForm(view: ProductView, context: RequestContext): Html {
  const { product } = view;
  const values = valuesOf(view);
  const action = product ? `/admin/products/${product.id}` : "/admin/products";
  return html`<form class="card stack" method="post" action="${action}" enctype="multipart/form-data" novalidate>
    ${product && html`<input type="hidden" name="seen_stock_quantity" value="${product.stockQuantity}" />`}
    ${lineField({
      name: "title",
      label: context.translate(texts.title),
      value: values["title"] ?? "",
      error: view.errors["title"],
      maxLength: 150,
      isRequired: true,
    })}
    ${priceAndStock(view, values, context)}
    ${paragraphField({
      name: "description",
      label: context.translate(texts.description),
      value: values["description"] ?? "",
      maxLength: 5000,
    })}
    ${pictureFields(view, context)}
    ${
      !product &&
      html`<label class="choice">
        <input type="checkbox" name="publish" ${(!view.typed || view.typed.fields.has("publish")) && html`checked`} />
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
    ${errorSummary(view.errors, context.translate(adminTexts.correct))}
    <div class="sides">${productForm(view, context)} ${product && visibilityCard(product, context)}</div>
  </div>`;
}

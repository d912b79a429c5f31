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
  type Visit,
} from "@tochka-rosta/sdk";
import { adminTexts } from "../texts.ts";
import { productBadge } from "./admin-list.ts";
import { productAdminTexts as texts } from "./admin-texts.ts";
import { type Product, type ProductStatus, productPath } from "./product.ts";
import { pictureOf } from "./product-card.ts";

/** What the owner's product page shows: a product (none while it is new), and what was typed if that must be mended. */
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

function priceAndStock(view: ProductView, values: Readonly<Record<string, string>>, { say }: Visit): Html {
  return html`<div class="two">
    ${lineField({
      name: "price",
      label: say(texts.price),
      value: values["price"] ?? "",
      error: view.errors["price"],
      hint: say(texts.priceHint),
      inputMode: "decimal",
      maxLength: 20,
      isRequired: true,
    })}
    ${lineField({
      name: "stock_quantity",
      label: say(texts.stock),
      value: values["stock_quantity"] ?? "1",
      error: view.errors["stock_quantity"],
      hint: say(texts.stockHint),
      inputMode: "numeric",
      maxLength: 7,
      isRequired: true,
    })}
  </div>`;
}

function pictureFields(view: ProductView, { say }: Visit): Html {
  const { product } = view;
  return html`${product?.pictureId && html`<div class="picture admin-picture">${pictureOf(product, "page")}</div>`}
  ${fileField({
    name: "picture",
    label: say(texts.picture),
    hint: say(texts.pictureHint),
    error: view.errors["picture"],
    accept: "image/jpeg,image/png,image/webp",
  })}
  ${
    product?.pictureId &&
    html`<label class="choice"
      ><input type="checkbox" name="remove_picture" /><span>${say(texts.pictureRemove)}</span></label
    >`
  }`;
}

function productForm(view: ProductView, visit: Visit): Html {
  const { product } = view;
  const values = valuesOf(view);
  const action = product ? `/admin/products/${product.id}` : "/admin/products";
  return html`<form class="card stack" method="post" action="${action}" enctype="multipart/form-data" novalidate>
    ${product && html`<input type="hidden" name="seen_stock_quantity" value="${product.stockQuantity}" />`}
    ${lineField({
      name: "title",
      label: visit.say(texts.title),
      value: values["title"] ?? "",
      error: view.errors["title"],
      maxLength: 150,
      isRequired: true,
    })}
    ${priceAndStock(view, values, visit)}
    ${paragraphField({
      name: "description",
      label: visit.say(texts.description),
      value: values["description"] ?? "",
      maxLength: 5000,
    })}
    ${pictureFields(view, visit)}
    ${
      !product &&
      html`<label class="choice">
        <input type="checkbox" name="publish" ${(!view.typed || view.typed.fields.has("publish")) && html`checked`} />
        <span>${visit.say(texts.publishNow)}</span>
      </label>`
    }
    <div><button class="button" type="submit">${visit.say(adminTexts.save)}</button></div>
  </form>`;
}

const MOVES: Readonly<Record<ProductStatus, readonly (readonly [ProductStatus, keyof typeof texts])[]>> = {
  draft: [["published", "publish"], ["archived", "putAway"]],
  published: [["draft", "hide"], ["archived", "putAway"]],
  archived: [["draft", "restore"]],
}; // prettier-ignore

function visibilityCard(product: Product, visit: Visit): Html {
  return html`<aside class="card stack">
    <div class="row-between">
      <h2>${visit.say(texts.visibility)}</h2>
      ${productBadge(product.status, visit)}
    </div>
    <form class="stack-tight" method="post" action="/admin/products/${product.id}/status">
      ${MOVES[product.status].map(
        ([status, text]) =>
          html`<button
            class="button button-wide ${status === "published" ? "" : "button-quiet"}"
            name="status"
            value="${status}"
          >
            ${visit.say(texts[text])}
          </button>`,
      )}
    </form>
    ${product.status === "published" && html`<p><a href="${productPath(product)}">${visit.say(texts.look)}</a></p>`}
  </aside>`;
}

/** The owner's page of one product, or of a new one. */
export function productBody(view: ProductView, visit: Visit): Html {
  const { product } = view;
  return html`<div class="stack">
    <p><a href="/admin/products">${visit.say(texts.back)}</a></p>
    <h1>${product ? product.title : visit.say(texts.newProduct)}</h1>
    ${view.isSaved && html`<p class="notice notice-good" role="status">✓ ${visit.say(adminTexts.saved)}</p>`}
    ${errorSummary(view.errors, visit.say(adminTexts.mend))}
    <div class="sides">${productForm(view, visit)} ${product && visibilityCard(product, visit)}</div>
  </div>`;
}

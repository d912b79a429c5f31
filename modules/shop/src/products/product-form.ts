import {
  type FieldErrors,
  type Form,
  hasErrors,
  parseRubles,
  readForm,
  readInteger,
  type Text,
  type RequestContext,
} from "@tochka-rosta/sdk";
import type { ProductInput } from "./store.ts";

const MAX_STOCK = 1_000_000;

const texts = {
  titleMissing: { ru: "Назовите товар", en: "Name the product" },
  priceWrong: {
    ru: "Цена не читается. Напишите, например, 1 234,50",
    en: "The price is unclear. Write, for example, 1234.50",
  },
  stockWrong: { ru: "Остаток: целое число от 0", en: "Stock: a whole number from 0" },
} as const satisfies Record<string, Text>;

export type ProductReading = { readonly input: ProductInput } | { readonly errors: FieldErrors };

function readPrice(form: Form): number | undefined {
  const kopecks = form.fields.has("price_kopecks")
    ? readInteger(form, "price_kopecks", 1, 100_000_000_000)
    : parseRubles(form.fields.get("price") ?? "");
  return kopecks === 0 ? undefined : kopecks;
}

/** Reads a product from the owner's form or from JSON. */
export function readProduct(form: Form, { translate, language }: RequestContext): ProductReading {
  const fields = readForm(form, language);
  const name = form.fields.has("title") || !form.fields.has("name") ? "title" : "name";
  const title = fields.line(name, { maxLength: 150, missing: translate(texts.titleMissing) });
  const priceKopecks = readPrice(form);
  if (priceKopecks === undefined) fields.refuse("price", translate(texts.priceWrong));
  const wrong = translate(texts.stockWrong);
  const stockQuantity = fields.integer("stock_quantity", { least: 0, most: MAX_STOCK, wrong });
  const description = fields.paragraphs("description", { maxLength: 5000 });
  const { errors } = fields;
  if (hasErrors(errors) || priceKopecks === undefined || stockQuantity === undefined) return { errors };
  return { input: { title, description, priceKopecks, stockQuantity } };
}

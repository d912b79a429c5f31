import {
  type FieldErrors,
  type Form,
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
  const title = fields.line("title", { maxLength: 150 }) || fields.line("name", { maxLength: 150 });
  const description = fields.paragraphs("description", { maxLength: 5000 });
  const priceKopecks = readPrice(form);
  const stockQuantity = readInteger(form, "stock_quantity", 0, MAX_STOCK);
  const errors: FieldErrors = {
    ...(title === "" && { title: translate(texts.titleMissing) }),
    ...(priceKopecks === undefined && { price: translate(texts.priceWrong) }),
    ...(stockQuantity === undefined && { stock_quantity: translate(texts.stockWrong) }),
    ...fields.errors,
  };
  if (Object.keys(errors).length > 0 || priceKopecks === undefined || stockQuantity === undefined) return { errors };
  return { input: { title, description, priceKopecks, stockQuantity } };
}

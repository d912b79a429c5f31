import { expect, test } from "vitest";
import { json, refuse } from "./answer.ts";
import { refusals } from "./refusals.ts";

const lines: readonly { readonly productId: number }[] = [{ productId: 1 }];

/** Never called: what matters is that the compiler refuses it. */
export function notCompiled(): unknown[] {
  return [
    // @ts-expect-error a key with a capital letter
    json({ priceKopecks: 1 }),
    // @ts-expect-error in a list inside
    json({ items: [{ product_id: 1, titleRu: "Чай" }] }),
    // @ts-expect-error where the type comes from elsewhere
    json({ lines }),
    // @ts-expect-error in the problem document
    refuse(refusals.badRequest, undefined, { retryAfter: 1 }),
  ];
}

test("snake_case, nested and in lists, names from data and instants pass as they are", () => {
  const errors: Readonly<Record<string, string>> = { delivery_method: "Выберите" };
  const body = { total_kopecks: 1, items: [{ product_id: 1, picture_url: null }], created_at: new Date(0) };
  expect(json(body).body).toBe(body);
  expect(refuse(refusals.badRequest, undefined, { errors }).extra).toEqual({ errors });
});

import { Type } from "typebox";

/** A Kubernetes quantity written as a string, e.g. `500m`, `5Gi`. Numbers are refused to keep one form. */
export function Quantity(options: { description: string; default?: string }) {
  return Type.String({
    ...options,
    maxLength: 32,
    pattern: "^[0-9]+(\\.[0-9]{1,3})?(m|k|M|G|T|Ki|Mi|Gi|Ti)?$",
  });
}

const units: Readonly<Record<string, number>> = {
  m: 1e-3, k: 1e3, M: 1e6, G: 1e9, T: 1e12, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40,
}; // prettier-ignore

/** A quantity of bytes as a whole number, rounded down: `5Gi` is 5,368,709,120. What the schema would refuse counts as nothing. */
export function bytesOf(quantity: string): number {
  const [, amount = "0", unit = ""] = /^(\d+(?:\.\d{1,3})?)(m|k|M|G|T|Ki|Mi|Gi|Ti)?$/.exec(quantity) ?? [];
  return Math.floor(Number(amount) * (units[unit] ?? 1));
}

import { Type } from "typebox";

/** A Kubernetes quantity written as a string, e.g. `500m`, `5Gi`. Numbers are refused to keep one form. */
export function Quantity(options: { description: string; default?: string }) {
  return Type.String({
    ...options,
    maxLength: 32,
    pattern: "^[0-9]+(\\.[0-9]{1,3})?(m|k|M|G|T|Ki|Mi|Gi|Ti)?$",
  });
}

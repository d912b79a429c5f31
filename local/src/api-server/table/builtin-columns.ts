import type { Column } from "../kinds/resource-kind.ts";
import { AGE_COLUMN } from "./custom-columns.ts";

export function builtinColumns(kind: string): readonly Column[] {
  void kind;
  return [AGE_COLUMN];
}

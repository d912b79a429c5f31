import { expect, test } from "vitest";
import { readReturnPath } from "./open-page.ts";

test.each([
  ["/founder", "/founder"],
  ["/dashboard/tariff?x=1", "/dashboard/tariff?x=1"],
  [undefined, "/dashboard"],
  ["", "/dashboard"],
  ["https://evil.example", "/dashboard"],
  ["//evil.example", "/dashboard"],
  ["/\\evil.example", "/dashboard"],
  ["/\t/evil.example", "/dashboard"],
  ["/.//evil.example", "/dashboard"],
  ["javascript:alert(1)", "/dashboard"],
])("after signing in %j leads to %j", (requested, path) => {
  expect(readReturnPath(requested)).toBe(path);
});

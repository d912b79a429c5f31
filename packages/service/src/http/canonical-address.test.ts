import { expect, test } from "vitest";
import { canonicalAddress } from "./canonical-address.ts";

test.each([
  ["/cart/", "/cart"],
  ["/cart///", "/cart"],
  ["/cart/?page=2&q=%D1%87%D0%B0%D0%B9", "/cart?page=2&q=%D1%87%D0%B0%D0%B9"],
  ["/api/products/?", "/api/products"],
  ["/a//b/", "/a//b"],
  ["/cart", undefined],
  ["/", undefined],
  ["/?next=/cart/", undefined],
  ["//evil.example/", undefined],
  ["/\\evil.example/", undefined],
  ["/\t/evil.example/", undefined],
])("the one address of %j is %j", (address, canonical) => {
  expect(canonicalAddress(address)).toBe(canonical);
});

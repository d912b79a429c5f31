import { expect, test } from "vitest";
import { describeSiteHosts } from "./site-addresses.ts";

test.each([
  ["{prefix}--{tenant}.{domain}", "*--alpha.example.com"],
  ["{prefix}.{tenant}.{domain}", "*.alpha.example.com"],
] as const)("with %s the sites of a tenant live at %s", (hostTemplate, expected) => {
  expect(describeSiteHosts("alpha", { siteDomain: "example.com", hostTemplate })).toBe(expected);
});

import { expect, test } from "vitest";
import { formatSiteHosts } from "./site-hosts.ts";

test.each([
  ["*--alpha.localhost", "…--alpha.localhost"],
  ["*.alpha.example.com", "….alpha.example.com"],
])("%s reads %s", (domain, expected) => {
  expect(formatSiteHosts(domain)).toBe(expected);
});

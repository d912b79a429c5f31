import { expect, test } from "vitest";
import { buildRobots, buildSitemap } from "./search.ts";

test("robots.txt closes the private paths and names the sitemap", () => {
  expect(buildRobots("https://a.example", ["/admin", "/cart"])).toBe(
    "User-agent: *\nDisallow: /admin\nDisallow: /cart\n\nSitemap: https://a.example/sitemap.xml\n",
  );
});

test("the sitemap escapes addresses and tells when a page changed", () => {
  const xml = buildSitemap("https://a.example", [
    { path: "/?q=1&page=2" },
    { path: "/p", modifiedAt: new Date("2026-11-23T10:00:00Z") },
  ]);
  expect(xml).toContain("<loc>https://a.example/?q=1&amp;page=2</loc></url>");
  expect(xml).toContain("<loc>https://a.example/p</loc><lastmod>2026-11-23T10:00:00.000Z</lastmod>");
});

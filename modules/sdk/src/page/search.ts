import type { SitemapEntry } from "../define-module.ts";
import { escapeHtml } from "../text/html.ts";

/** robots.txt: everything but the given paths, and where the sitemap is. */
export function buildRobots(origin: string, privatePaths: readonly string[]): string {
  const lines = privatePaths.map((path) => `Disallow: ${path}`);
  return `User-agent: *\n${lines.join("\n")}\n\nSitemap: ${origin}/sitemap.xml\n`;
}

const HEAD = `<?xml version="1.0" encoding="UTF-8"?>\n`;
const NAMESPACE = `xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"`;

/** An index of sitemaps by sitemaps.org 0.9. */
export function buildSitemapIndex(origin: string, parts: readonly number[]): string {
  const sitemaps = parts.map((part) => `<sitemap><loc>${escapeHtml(`${origin}/sitemaps/${part}.xml`)}</loc></sitemap>`);
  return `${HEAD}<sitemapindex ${NAMESPACE}>${sitemaps.join("")}</sitemapindex>\n`;
}

/** A sitemap by sitemaps.org 0.9. */
export function buildSitemap(origin: string, entries: readonly SitemapEntry[]): string {
  const urls = entries.map(({ path, modifiedAt }) => {
    const modified = modifiedAt ? `<lastmod>${modifiedAt.toISOString()}</lastmod>` : "";
    return `<url><loc>${escapeHtml(origin + path)}</loc>${modified}</url>`;
  });
  return `${HEAD}<urlset ${NAMESPACE}>${urls.join("")}</urlset>\n`;
}

import type { SitemapEntry } from "../define-module.ts";
import { escapeHtml } from "../text/html.ts";

/** robots.txt: everything but the given paths, and where the sitemap is. */
export function buildRobots(origin: string, privatePaths: readonly string[]): string {
  const lines = privatePaths.map((path) => `Disallow: ${path}`);
  return `User-agent: *\n${lines.join("\n")}\n\nSitemap: ${origin}/sitemap.xml\n`;
}

/** sitemap.xml by sitemaps.org 0.9; at most its 50,000 addresses. */
export function buildSitemap(origin: string, entries: readonly SitemapEntry[]): string {
  const urls = entries.slice(0, 50_000).map(({ path, modifiedAt }) => {
    const modified = modifiedAt ? `<lastmod>${modifiedAt.toISOString()}</lastmod>` : "";
    return `<url><loc>${escapeHtml(origin + path)}</loc>${modified}</url>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${urls.join("")}</urlset>\n`;
}

import { type PublicRoute, SITEMAP_PART_ENTRIES, type SitemapEntry } from "../define-module.ts";

import { buildRobots, buildSitemap, buildSitemapIndex } from "../page/search.ts";
import { siteIcon } from "../page/style.ts";
import { json, refuse, type TextAnswer } from "../route/answer.ts";
import { mayReadMetrics } from "./metrics.ts";
import { refusals } from "../route/refusals.ts";
import type { RequestContext } from "../route/request-context.ts";
import type { Asset, Site } from "../site.ts";

const DAY_SECONDS = 86_400;
const YEAR_SECONDS = 31_536_000;

const text = (mediaType: string, body: string, cacheSeconds: number): TextAnswer => ({
  kind: "text",
  mediaType,
  text: body,
  cacheSeconds,
});

/**
 * Ready means: the schema is in place. Alive means that the process answers at all. Neither asks the database: a probe every few seconds
 * would hold a connection for good, so that idle sites alone fill a server; the platform watches the servers itself.
 */
function healthRoutes(site: Site): PublicRoute[] {
  const about = { module: site.definition.name, version: site.definition.package.version };
  return [
    {
      method: "GET",
      url: "/health",
      handle: () =>
        site.life.isReady ? json({ status: "ok", ...about }) : json({ status: "starting", ...about }, 503),
    },
    { method: "GET", url: "/health/live", handle: () => json({ status: "alive", ...about }) },
  ];
}

function metricsRoute(site: Site): PublicRoute {
  return {
    method: "GET",
    url: "/metrics",
    handle: async ({ headers }) =>
      mayReadMetrics(headers)
        ? text("text/plain; version=0.0.4; charset=utf-8", await site.metrics.render(), 0)
        : refuse(refusals.notFound),
  };
}

function scriptRoute({ path, text: script }: Asset): PublicRoute {
  const handle = () => text("text/javascript; charset=utf-8", script, YEAR_SECONDS);
  return { method: "GET", url: path, handle };
}

/** Routes that answer whatever state the site is in. */
export function machineRoutes(site: Site): PublicRoute[] {
  return [
    ...healthRoutes(site),
    metricsRoute(site),
    {
      method: "GET",
      url: site.style.path,
      handle: () => text("text/css; charset=utf-8", site.style.text, YEAR_SECONDS),
    },
    ...[site.script, site.uploadScript].flatMap((script) => (script ? [scriptRoute(script)] : [])),
    { method: "GET", url: "/assets/icon.svg", handle: () => text("image/svg+xml", siteIcon, DAY_SECONDS) },
  ];
}

const MAX_SITEMAP_PARTS = 10_000;

const xml = (body: string): TextAnswer => text("application/xml; charset=utf-8", body, 3600);

async function readPart(site: Site, context: RequestContext, part: number): Promise<readonly SitemapEntry[]> {
  return (await site.definition.sitemap.readPart(context, part)).slice(0, SITEMAP_PART_ENTRIES);
}

/** What search engines ask for. */
export function searchRoutes(site: Site): PublicRoute[] {
  return [
    {
      method: "GET",
      url: "/robots.txt",
      handle: ({ identity }) => {
        const paths = ["/admin", "/api/", ...(site.definition.privatePaths ?? [])];
        return text("text/plain; charset=utf-8", buildRobots(identity.origin, paths), 3600);
      },
    },
    {
      method: "GET",
      url: "/sitemap.xml",
      cost: "expensive",
      handle: async (context) => {
        const { sitemap } = site.definition;
        const parts = (await sitemap.listParts(context)).slice(0, MAX_SITEMAP_PARTS);
        const [first = 1, ...others] = parts;
        return others.length > 0
          ? xml(buildSitemapIndex(context.identity.origin, parts))
          : xml(buildSitemap(context.identity.origin, await readPart(site, context, first)));
      },
    },
    {
      method: "GET",
      url: "/sitemaps/:part",
      cost: "expensive",
      handle: async (context) => {
        const number = /^(\d{1,9})\.xml$/.exec(context.params["part"] ?? "")?.[1];
        const entries = number === undefined ? [] : await readPart(site, context, Number(number));
        return entries.length > 0 ? xml(buildSitemap(context.identity.origin, entries)) : refuse(refusals.notFound);
      },
    },
  ];
}

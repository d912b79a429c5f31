import type { PublicRoute } from "../define-module.ts";
import { buildRobots, buildSitemap } from "../page/search.ts";
import { siteIcon } from "../page/style.ts";
import { json, refuse, type TextAnswer } from "../route/answer.ts";
import { mayReadMetrics } from "./metrics.ts";
import { refusals } from "../route/refusals.ts";
import type { Site } from "../site.ts";

const DAY_SECONDS = 86_400;
const YEAR_SECONDS = 31_536_000;

const text = (mediaType: string, body: string, cacheSeconds: number): TextAnswer => ({
  kind: "text",
  mediaType,
  text: body,
  cacheSeconds,
});

/** Ready means: the schema is in place and the database answers now. Alive means that the process answers at all. */
function healthRoutes(site: Site): PublicRoute[] {
  const about = { module: site.definition.name, version: site.definition.package.version };
  return [
    {
      method: "GET",
      url: "/health",
      handle: async ({ database, log }) => {
        if (!site.life.isReady) return json({ status: "starting", ...about }, 503);
        try {
          await database.row("SELECT 1");
          return json({ status: "ok", ...about });
        } catch (error) {
          log.warn({ err: error }, "the database does not answer");
          return json({ status: "unavailable", ...about }, 503);
        }
      },
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
    { method: "GET", url: "/assets/icon.svg", handle: () => text("image/svg+xml", siteIcon, DAY_SECONDS) },
  ];
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
      handle: async (context) => {
        const entries = await site.definition.sitemap(context);
        return text("application/xml; charset=utf-8", buildSitemap(context.identity.origin, entries), 3600);
      },
    },
  ];
}

import type { RequestCost } from "./limits.ts";
import type { Database } from "./database/database.ts";
import type { Migration } from "./database/migrations.ts";
import type { ListSource } from "./lists/read-list.ts";
import type { Answer } from "./route/answer.ts";
import type { OwnerRequestContext, RequestContext } from "./route/request-context.ts";
import type { Html } from "./text/html.ts";
import type { Text } from "./text/language.ts";

/** So many requests a minute from one address; routes with the same `group` share the count. */
export interface RateLimit {
  readonly group: string;
  readonly perMinute: number;
}

type PublicCost = Exclude<RequestCost, "owner">;

interface RouteBase {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path pattern as in Fastify: "/products/:slug". */
  readonly url: string;
  readonly limit?: RateLimit;
  /** The route takes a multipart form with one file of at most 2 MiB. */
  readonly takesUpload?: boolean;
  /** Posts from other sites are welcome; only the hand-over, which carries its own proof, needs this. */
  readonly acceptsForeignOrigin?: boolean;
}

/** A route for everybody. */
export interface PublicRoute extends RouteBase {
  /** Default: `ordinary`. A function where it depends on what is asked for. */
  readonly cost?: PublicCost | ((query: Readonly<Record<string, string>>) => PublicCost);
  readonly handle: (context: RequestContext) => Promise<Answer> | Answer;
}

/** A route for the owner alone; without the owner's session it answers 401. */
export interface AdminRoute extends RouteBase {
  readonly handle: (context: OwnerRequestContext) => Promise<Answer> | Answer;
}

/** What surrounds every public page. */
export interface PublicFrame {
  readonly siteName: string;
  /** Right end of the header, such as a cart. */
  readonly headerActions?: Html;
  /** Lines of the footer, such as phone and address. */
  readonly footer?: Html;
}

export interface AdminMenuItem {
  readonly path: string;
  readonly label: Text;
}

export interface SitemapEntry {
  readonly path: string;
  readonly modifiedAt?: Date;
}

/** A site's addresses for search engines, in parts, so that a site of any size is told with a little memory. */
export interface Sitemap {
  /** The numbers of the parts there are now, at most 10,000. One part alone is the sitemap itself. */
  readonly listParts: (context: RequestContext) => Promise<readonly number[]>;
  /** The addresses of one part, at most `SITEMAP_PART_ENTRIES`; none when there is no such part. */
  readonly readPart: (context: RequestContext, part: number) => Promise<readonly SitemapEntry[]>;
}

/** The most addresses that a part of a sitemap holds. */
export const SITEMAP_PART_ENTRIES = 1_000;

/** The sitemap of a site whose few pages are known beforehand. */
export function fixedSitemap(entries: readonly SitemapEntry[]): Sitemap {
  return { listParts: () => Promise.resolve([1]), readPart: (_, part) => Promise.resolve(part === 1 ? entries : []) };
}

/** What a module does from time to time, such as ending what has run out. Level-based: it may run late, twice, or in two processes. */
export interface Upkeep {
  /** Between two runs; a run comes with a request, so that an idle site does nothing. */
  readonly everySeconds: number;
  readonly run: (database: Database, now: Date) => Promise<void>;
}

/** The module's package.json, imported; name and version have their only home there. */
export interface ModulePackage {
  readonly version: string;
  readonly tochkaRosta: { readonly image: string };
}

export interface ModuleDeclaration {
  readonly package: ModulePackage;
  readonly titles: Text;
  readonly migrations: readonly Migration[];
  readonly publicRoutes: readonly PublicRoute[];
  readonly adminRoutes: readonly AdminRoute[];
  readonly adminMenu: readonly AdminMenuItem[];
  /** Paths that search engines must not visit, besides /admin and /api. */
  readonly privatePaths?: readonly string[];
  /** CSS added to the SDK's own. */
  readonly style?: string;
  readonly publicFrame: (context: RequestContext) => Promise<PublicFrame>;
  readonly sitemap: Sitemap;
  /** Lists whose search forgives typos by an index: those that may grow long. The others compare every row. */
  readonly longLists?: readonly ListSource[];
  readonly upkeep?: Upkeep;
}

export interface ModuleDefinition extends ModuleDeclaration {
  /** The catalogue name: the image's last part. */
  readonly name: string;
}

/** Paths the SDK answers itself. */
const RESERVED = new Set([
  "/health",
  "/metrics",
  "/robots.txt",
  "/sitemap.xml",
  "/sitemaps/:part",
  "/admin/handover",
  "/admin/logout",
]);

/**
 * Declares a module. Throws at once on a mistake that would otherwise show only in use.
 * @throws Error for a route that is the SDK's own, listed twice, or an owner's page outside /admin and /api
 */
export function defineModule(declaration: ModuleDeclaration): ModuleDefinition {
  const name = declaration.package.tochkaRosta.image.split("/").at(-1) ?? "";
  if (!/^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(name)) throw new Error(`"${name}" is no module name`);
  const seen = new Set<string>();
  for (const route of [...declaration.publicRoutes, ...declaration.adminRoutes]) {
    const key = `${route.method} ${route.url}`;
    if (RESERVED.has(route.url)) throw new Error(`${route.url} belongs to the SDK`);
    if (seen.has(key)) throw new Error(`${key} is declared twice`);
    seen.add(key);
  }
  for (const route of declaration.adminRoutes) {
    if (!/^\/(admin|api)(\/|$)/.test(route.url))
      throw new Error(`${route.url} is the owner's, yet outside /admin and /api`);
  }
  return { ...declaration, name };
}

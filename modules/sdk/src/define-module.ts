import type { RequestCost } from "./limits.ts";
import type { Database, Queries } from "./database/database.ts";
import type { Migration } from "./database/migrations.ts";
import type { ListSource } from "./lists/read-list.ts";
import type { EarlierPictures } from "./pictures/store/earlier-pictures.ts";
import { baseStyle, findUnsetVariables } from "./page/style.ts";
import type { Answer, ApiAnswer, FormAnswer } from "./route/answer.ts";
import type { OwnerRequestContext, RequestContext } from "./route/request-context.ts";
import type { ModuleHttp } from "./outside/open-http.ts";
import type { Html } from "./text/html.ts";
import type { Text } from "./text/language.ts";

/** So many requests a minute from one address; routes with the same `group` share the count. */
export interface RateLimit {
  readonly group: string;
  readonly perMinute: number;
}

type PublicCost = Exclude<RequestCost, "owner">;

interface RouteBase {
  /** Path pattern as in Fastify: "/products/:slug". */
  readonly url: string;
  readonly limit?: RateLimit;
  /** The route takes a multipart form with one file of at most 2 MiB. */
  readonly takesUpload?: boolean;
  /**
   * The owner's form brings pictures (`pictureField`): each is decoded and stored before the route is asked, which finds ids in the form
   * (`readPictureIds`) and keeps them (`context.pictures.keep`). A form that comes back has them still.
   */
  readonly takesPictures?: boolean;
  /** Posts from other sites are welcome; only the hand-over, which carries its own proof, needs this. */
  readonly acceptsForeignOrigin?: boolean;
}

type Handle<Context, Given> = (context: Context) => Promise<Given> | Given;

/** Shows something and changes nothing. */
interface ReadRoute<Context> extends RouteBase {
  readonly method: "GET";
  readonly formAt?: undefined;
  readonly edits?: undefined;
  readonly handle: Handle<Context, Answer>;
}

interface FormBase extends RouteBase {
  readonly method: "POST";
  /**
   * Pattern of the page that shows this form, with the same parameters: "/admin/products/:id". There a refused form is corrected, and there an
   * owner is again whose session ended while they typed.
   */
  readonly formAt: string;
}

/** Takes a form that adds or moves something. */
interface FormRoute<Context> extends FormBase {
  readonly edits?: false;
  readonly handle: Handle<Context, FormAnswer>;
}

/**
 * Takes a form that changes texts and numbers which two people may edit: it says which version its person saw (`versionField`), and a change
 * is stored only over that version.
 */
interface EditRoute<Context> extends FormBase {
  readonly edits: true;
  readonly handle: Handle<Context & { readonly version: number }, FormAnswer>;
}

/** Answers programs. */
interface ApiRoute<Context> extends RouteBase {
  readonly method: "POST" | "PUT" | "PATCH" | "DELETE";
  readonly url: `/api/${string}`;
  readonly formAt?: undefined;
  readonly edits?: undefined;
  readonly handle: Handle<Context, ApiAnswer>;
}

type Route<Context> = ReadRoute<Context> | FormRoute<Context> | EditRoute<Context> | ApiRoute<Context>;

/** A route for everybody. */
export type PublicRoute = Route<RequestContext> & {
  /** Default: `ordinary`. A function where it depends on what is asked for. */
  readonly cost?: PublicCost | ((query: Readonly<Record<string, string>>) => PublicCost);
};

/** A route for the owner alone; without the owner's session it answers 401. */
export type AdminRoute = Route<OwnerRequestContext>;

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
  readonly run: (database: Database, now: Date, http: ModuleHttp) => Promise<void>;
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
  /**
   * The module's one script, a file of its own. Nothing else may run on its pages, and every page has to work without it; the default, none,
   * is what most modules need.
   */
  readonly script?: string;
  readonly publicFrame: (context: RequestContext) => Promise<PublicFrame>;
  readonly sitemap: Sitemap;
  /** Lists whose search forgives typos by an index: those that may grow long. The others compare every row. */
  readonly longLists?: readonly ListSource[];
  readonly upkeep?: Upkeep;
  /** Reads the IANA name of the zone that the site's owner chose; left out, Moscow's. */
  /** Pictures that the module stored by itself before the SDK had any. */
  readonly earlierPictures?: EarlierPictures;
  readonly timeZone?: (queries: Queries) => Promise<string>;
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
  "/pictures/:id",
  "/pictures/:id/:name",
  "/admin/handover",
  "/admin/logout",
]);

/** Every form has a page of its own side that shows it, so that it can be corrected. */
function requireFormPages(routes: readonly (PublicRoute | AdminRoute)[]): void {
  const pages = new Set(routes.filter(({ method }) => method === "GET").map(({ url }) => url));
  for (const { method, url, formAt } of routes) {
    if (formAt !== undefined && !pages.has(formAt)) throw new Error(`${method} ${url}: there is no page ${formAt}`);
  }
}

/**
 * Declares a module. Throws at once on a mistake that would otherwise show only in use.
 * @throws Error for a route that is the SDK's own, listed twice, or an owner's page outside /admin and /api; for a form without a page; for a
 *   style with a variable that nothing sets
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
  const visitors = declaration.publicRoutes.find(({ takesPictures }) => takesPictures);
  if (visitors) throw new Error(`${visitors.url}: only an owner's form brings pictures`);
  requireFormPages(declaration.publicRoutes);
  requireFormPages(declaration.adminRoutes);
  const unset = findUnsetVariables(baseStyle + (declaration.style ?? ""));
  if (unset.length > 0) throw new Error(`the style uses ${unset.join(", ")}, which nothing sets`);
  for (const route of declaration.adminRoutes) {
    if (!/^\/(admin|api)(\/|$)/.test(route.url))
      throw new Error(`${route.url} is the owner's, yet outside /admin and /api`);
  }
  return { ...declaration, name };
}

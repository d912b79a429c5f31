import { colours, nextTheme, themeAttribute } from "@tochka-rosta/colours";
import { readOwnPath } from "@tochka-rosta/service/own-path";
import type { AdminMenuItem, PublicFrame } from "../define-module.ts";
import { sdkReasonOf } from "../drafts/form-draft.ts";
import type { PageAnswer } from "../route/answer.ts";
import type { RequestContext } from "../route/request-context.ts";
import { type Html, html, jsonLdBlock } from "../text/html.ts";
import { sdkTexts, themeTexts } from "./sdk-texts.ts";

/** What every page needs to know besides itself. */
export interface Surroundings {
  readonly context: RequestContext;
  /** Path of the stylesheet; its hash is part of it. */
  readonly stylePath: string;
  /** Paths of the page's scripts. */
  readonly scriptPaths: readonly string[];
  readonly frame: PublicFrame;
}

function searchTags(page: PageAnswer, { context, frame }: Surroundings): Html {
  const { origin, isIndexed } = context.identity;
  if (page.canonicalPath === undefined) return html`<meta name="robots" content="noindex" />`;
  const address = origin + page.canonicalPath;
  return html`${!isIndexed && html`<meta name="robots" content="noindex" />`}
    <link rel="canonical" href="${address}" />
    <meta property="og:url" content="${address}" />
    <meta property="og:type" content="${page.openGraphType ?? "website"}" />
    <meta property="og:title" content="${page.title}" />
    <meta property="og:site_name" content="${frame.siteName}" />
    <meta property="og:locale" content="${context.language === "ru" ? "ru_RU" : "en_US"}" />
    ${page.description !== undefined && html`<meta property="og:description" content="${page.description}" />`}
    ${page.picturePath !== undefined && html`<meta property="og:image" content="${origin + page.picturePath}" />`}
    ${(page.jsonLd ?? []).map(jsonLdBlock)}`;
}

function document(page: PageAnswer, surroundings: Surroundings, body: Html): Html {
  const { context, frame, stylePath, scriptPaths } = surroundings;
  const named = page.title === frame.siteName ? page.title : `${page.title} — ${frame.siteName}`;
  const { draft } = context;
  // Whoever hears the title first learns that the form was not taken.
  const isError = page.isError ?? (draft !== undefined && !draft.isInterrupted);
  const title = isError ? `${context.translate(sdkTexts.errorTitle)}: ${named}` : named;
  return html`<!doctype html>
    ${openRoot(context)}
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        ${page.description !== undefined && html`<meta name="description" content="${page.description}" />`}
        ${searchTags(page, surroundings)} ${themeTags(context.theme)}
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="${stylePath}" />
        ${scriptPaths.map((path) => html`<script src="${path}" defer></script>`)}
      </head>
      <body>
        <a class="skip" href="#content">${context.translate(sdkTexts.skip)}</a>
        ${body}
      </body>
    </html>`;
}

/** The opening tag of a document, with the light that the visitor chose. */
function openRoot({ language, theme }: RequestContext): Html {
  // prettier-ignore
  if (theme === undefined) return html`<html lang="${language}">`;
  // prettier-ignore
  return html`<html lang="${language}" ${themeAttribute}="${theme}">`;
}

/** Around the page, before its style is there: the bars of the browser. */
function themeTags(theme: RequestContext["theme"]): Html {
  if (theme !== undefined) {
    return html`<meta name="color-scheme" content="${theme}" />
      <meta name="theme-color" content="${colours[theme].card}" />`;
  }
  return html`<meta name="color-scheme" content="light dark" />
    <meta name="theme-color" content="${colours.light.card}" media="(prefers-color-scheme: light)" />
    <meta name="theme-color" content="${colours.dark.card}" media="(prefers-color-scheme: dark)" />`;
}

/** The address of this page with one more choice in it. */
function addressWith(context: RequestContext, choice: Readonly<Record<string, string>>): string {
  // What answers a POST has no address of its own: the link leads to the page of the form.
  const isRead = context.method === "GET" || context.method === "HEAD";
  const query = new URLSearchParams({ ...(isRead && context.query), ...choice });
  // A path may be another site's address (`//host`): a page that is not there has this link too.
  const path = readOwnPath(isRead ? context.path : (context.formPath ?? "/")) ?? "/";
  return `${path}?${query.toString()}`;
}

/** The switch between the device's light, the light and the dark. */
function themeLink(context: RequestContext): Html {
  const next = nextTheme(context.theme) ?? "device";
  return html`<a class="theme" href="${addressWith(context, { theme: next })}" rel="nofollow"
    >${context.translate(themeTexts[next])}</a
  >`;
}

function languageLink(context: RequestContext): Html {
  const other = context.language === "ru" ? "en" : "ru";
  return html`<a class="language" href="${addressWith(context, { lang: other })}" lang="${other}" hreflang="${other}"
    ><span class="hidden-label">${context.translate(sdkTexts.otherLanguage)}</span
    ><span aria-hidden="true">${other.toUpperCase()}</span></a
  >`;
}

function brand(siteName: string, href: string): Html {
  const initial = [...siteName][0]?.toUpperCase() ?? "•";
  return html`<a class="brand" href="${href}"
    ><span class="mark" aria-hidden="true">${initial}</span><span>${siteName}</span></a
  >`;
}

/** Why the SDK sent the page's form back; a module's own reasons are on its page. */
function returnedNotice({ draft, translate }: RequestContext): Html | undefined {
  const sentence = draft && (draft.isInterrupted ? sdkTexts.interruptedNotice : sdkReasonOf(draft));
  return sentence && html`<p class="notice notice-warn returned" role="alert">${translate(sentence)}</p>`;
}

/** A page of the site, as buyers see it. */
export function publicPage(page: PageAnswer, surroundings: Surroundings): Html {
  const { context, frame } = surroundings;
  return document(
    page,
    surroundings,
    html`<header class="top">
        <div class="wrap">${brand(frame.siteName, "/")} ${languageLink(context)} ${frame.headerActions}</div>
      </header>
      <main id="content"><div class="wrap">${returnedNotice(context)}${page.body}</div></main>
      <footer class="bottom">
        <div class="wrap">
          <div>${frame.footer ?? frame.siteName}</div>
          <div>${themeLink(context)}</div>
          <div>${context.translate(sdkTexts.madeOn)}</div>
        </div>
      </footer>`,
  );
}

/** A page of the owner's side. */
export function adminPage(page: PageAnswer, surroundings: Surroundings, menu: readonly AdminMenuItem[]): Html {
  const { context, frame } = surroundings;
  const isCurrent = (path: string): boolean =>
    path === "/admin" ? context.path === path : context.path === path || context.path.startsWith(`${path}/`);
  return document(
    page,
    surroundings,
    html`<header class="top">
        <div class="wrap">
          ${brand(frame.siteName, "/admin")} ${languageLink(context)}
          <form method="post" action="/admin/logout">
            <button class="button button-link" type="submit">${context.translate(sdkTexts.logout)}</button>
          </form>
        </div>
        <nav class="wrap tabs" aria-label="${context.translate(sdkTexts.adminMenu)}">
          ${menu.map(
            (item) =>
              html`<a href="${item.path}" ${isCurrent(item.path) && html`aria-current="page"`}
                >${context.translate(item.label)}</a
              >`,
          )}
          <a href="/">${context.translate(sdkTexts.toSite)}&nbsp;↗</a>
        </nav>
      </header>
      <main id="content">
        <div class="wrap">
          ${context.path === "/admin" && !context.identity.isIndexed && notIndexedNotice(context)}
          ${returnedNotice(context)} ${page.body}
        </div>
      </main>
      <footer class="bottom"><div class="wrap">${themeLink(context)}</div></footer>`,
  );
}

/** On the admin's first page only: true of the whole site and nothing that its owner could change. */
function notIndexedNotice(context: RequestContext): Html {
  return html`<p class="notice notice-warn">${context.translate(sdkTexts.notIndexed)}</p>`;
}

import type { StoredBytes } from "../database/stored-bytes.ts";
import type { Html } from "../text/html.ts";
import type { PublicJson } from "./public-json.ts";
import type { RefusalKind } from "./refusals.ts";

export interface AnswerCookie {
  /** Starts with `__Host-`, so that no other host can read or set it. */
  readonly name: `__Host-${string}`;
  /** An empty value removes the cookie. */
  readonly value: string;
  readonly maxAgeSeconds: number;
}

interface AnswerBase {
  readonly status?: number;
  readonly cookies?: readonly AnswerCookie[];
}

/** A page inside the module's frame, with what search engines and messengers want to know of it. */
export interface PageAnswer extends AnswerBase {
  readonly kind: "page";
  readonly title: string;
  /** Says in the title that something was not taken; a page whose form came back says so by itself. */
  readonly isError?: boolean;
  readonly body: Html;
  readonly description?: string;
  /** Path of the page's one true address; without it the page is not for search engines. */
  readonly canonicalPath?: string;
  /** Path of a picture for link previews. */
  readonly picturePath?: string;
  readonly openGraphType?: "website" | "product";
  readonly jsonLd?: readonly object[];
}

export interface RedirectAnswer extends AnswerBase {
  readonly kind: "redirect";
  /** A path on this site. */
  readonly path: string;
  /** The page has moved for good (301); otherwise "see the other page" (303). */
  readonly isPermanent?: boolean;
  /** Whether the query of the request goes along; by default with a page that has moved. */
  readonly keepsQuery?: boolean;
}

export interface JsonAnswer extends AnswerBase {
  readonly kind: "json";
  readonly body: object;
}

/** Bytes that never change at their address: read once for all who ask for them at the same time. */
export interface ImmutableBytesAnswer extends AnswerBase {
  readonly kind: "bytes";
  /** Tells these bytes from all others of the site. */
  readonly key: string;
  /** Reads them; undefined when there are none, which is answered 404. */
  readonly read: () => Promise<StoredBytes | undefined>;
}

/** Text for machines, such as robots.txt. */
export interface TextAnswer extends AnswerBase {
  readonly kind: "text";
  readonly text: string;
  readonly mediaType: string;
  /** Zero: ask again each time. */
  readonly cacheSeconds: number;
}

/** An expected "no": a page for people, RFC 9457 problem+json under /api. */
export interface RefusalAnswer extends AnswerBase {
  readonly kind: "refusal";
  readonly refusal: RefusalKind;
  /** What exactly, in the visitor's language. */
  readonly detail?: string;
  /** Further members of the problem document. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** The form goes back to its page, with what was typed, to be corrected there. */
export interface SendBackAnswer extends AnswerBase {
  readonly kind: "send-back";
  /** What stood in the way, where the fields do not say it; the form's page finds it as `context.draft.reason`. */
  readonly reason?: object;
}

/** What a GET answers. */
export type Answer = PageAnswer | RedirectAnswer | JsonAnswer | ImmutableBytesAnswer | TextAnswer | RefusalAnswer;

/** What a program's POST, PUT, PATCH or DELETE answers. */
export type ApiAnswer = Exclude<Answer, PageAnswer>;

/**
 * What a form's POST answers: never a page, since one drawn straight from a POST has no address: its language link, Back and reload break. A
 * refusal, too, is shown by the form's own page.
 */
export type FormAnswer = ApiAnswer | SendBackAnswer;

export const page = (answer: Omit<PageAnswer, "kind">): PageAnswer => ({ kind: "page", ...answer });
export const redirect = (path: string, cookies?: readonly AnswerCookie[]): RedirectAnswer => ({
  kind: "redirect",
  path,
  ...(cookies && { cookies }),
});
/** Sends a form back to its page, with what was typed. `reason` says what the fields themselves do not; it is stored as JSON. */
export const sendBack = (reason?: object, cookies?: readonly AnswerCookie[]): SendBackAnswer => ({
  kind: "send-back",
  ...(reason && { reason }),
  ...(cookies && { cookies }),
});
/** An answer for programs. Keys are snake_case, as in the platform's whole API; another spelling does not compile. */
export const json = <T extends object>(body: T & PublicJson<T>, status = 200): JsonAnswer => ({
  kind: "json",
  body,
  status,
});
/** An expected "no". `extra` joins the problem document under /api, so its keys are snake_case too. */
export const refuse = <T extends Readonly<Record<string, unknown>>>(
  refusal: RefusalKind,
  detail?: string,
  extra?: T & PublicJson<T>,
): RefusalAnswer => ({ kind: "refusal", refusal, ...(detail !== undefined && { detail }), ...(extra && { extra }) });

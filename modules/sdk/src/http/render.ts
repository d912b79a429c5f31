import { readOwnPath } from "@tochka-rosta/service/own-path";
import type { FastifyReply } from "fastify";
import type { PublicFrame } from "../define-module.ts";
import { adminPage, publicPage } from "../page/layout.ts";
import { refusalPage } from "../page/refusal-page.ts";
import {
  type Answer,
  type ImmutableBytesAnswer,
  type PageAnswer,
  type RedirectAnswer,
  refuse,
  type RefusalAnswer,
} from "../route/answer.ts";
import { RefusedError, refusals } from "../route/refusals.ts";
import { BYTES_POLICY } from "./standard-headers.ts";
import { scriptsFor, type Site } from "../site.ts";
import type { RequestContext } from "../route/request-context.ts";

/** `bare`: no query may run, since the site is closed or the database is away. */
export type FrameKind = "public" | "admin" | "bare";

export const PROBLEM_MEDIA_TYPE = "application/problem+json; charset=utf-8";

const YEAR_SECONDS = 31_536_000;
const FOREVER = `public, max-age=${YEAR_SECONDS}, immutable`;

function cachingFor(seconds: number): string {
  if (seconds >= YEAR_SECONDS) return FOREVER;
  return seconds > 0 ? `public, max-age=${seconds}` : "no-store";
}

/**
 * Begins to send a text and returns: whoever waits for its last byte waits for the slowest reader.
 * @throws Error when the text is longer than an answer may be
 * @throws RefusedError `busy` when too much is being sent already; an error's own page is small and always leaves
 */
function sendText(site: Site, reply: FastifyReply, body: string): void {
  const bytes = Buffer.byteLength(body);
  if (bytes > site.limits.answerBytes) throw new Error(`an answer of ${bytes} bytes is longer than answers may be`);
  if (!site.answers.send(reply.raw, bytes) && reply.statusCode < 500) {
    throw new RefusedError(refusals.busy, "too much is being sent already");
  }
  void reply.send(body);
}

async function sendStoredBytes(
  site: Site,
  context: RequestContext,
  answer: ImmutableBytesAnswer,
  kind: FrameKind,
  reply: FastifyReply,
): Promise<void> {
  const stored = await site.storedBytes.take(answer.key, answer.read, reply.raw);
  if (!stored) return sendRefusal(site, context, refuse(refusals.notFound), kind, reply);
  site.answers.sendShared(reply.raw, stored.bytes.length);
  reply.headers({
    "cache-control": FOREVER,
    "content-security-policy": BYTES_POLICY,
    "cross-origin-resource-policy": "same-site",
  });
  void reply.type(stored.mediaType).send(stored.bytes);
}

async function makeFrame(site: Site, context: RequestContext, kind: FrameKind): Promise<PublicFrame> {
  const bare = { siteName: context.identity.host };
  if (kind === "bare") return bare;
  try {
    return await site.definition.publicFrame(context);
  } catch (error) {
    // The frame is decoration: the page itself may still be told.
    context.log.warn({ err: error }, "the page's frame could not be made");
    return bare;
  }
}

async function sendPage(
  site: Site,
  context: RequestContext,
  page: PageAnswer,
  kind: FrameKind,
  reply: FastifyReply,
): Promise<void> {
  const frame = await makeFrame(site, context, kind);
  const surroundings = { context, frame, stylePath: site.style.path, scriptPaths: scriptsFor(site, kind === "admin") };
  const markup =
    kind === "admin" ? adminPage(page, surroundings, site.definition.adminMenu) : publicPage(page, surroundings);
  const isPublic = page.canonicalPath !== undefined;
  reply
    .code(page.status ?? 200)
    .header("cache-control", isPublic ? "private, no-cache" : "no-store")
    .header("content-language", context.language)
    .type("text/html; charset=utf-8");
  sendText(site, reply, markup.toString());
}

/** A refusal as RFC 9457 problem+json. */
function sendProblem(site: Site, context: RequestContext, answer: RefusalAnswer, reply: FastifyReply): void {
  const { code, status, title } = answer.refusal;
  const problem = {
    type: "about:blank",
    title: context.translate(title),
    status,
    code,
    ...(answer.detail !== undefined && { detail: answer.detail }),
    instance: context.path,
    request_id: context.requestId,
    ...answer.extra,
  };
  reply.code(status).header("cache-control", "no-store").type(PROBLEM_MEDIA_TYPE);
  sendText(site, reply, JSON.stringify(problem));
}

/** Refusals that say that there is too much of something, for the metric. */
const TOO_MANY = new Set<string>([refusals.busy.code, refusals.tooManyRequests.code]);

async function sendRefusal(
  site: Site,
  context: RequestContext,
  answer: RefusalAnswer,
  kind: FrameKind,
  reply: FastifyReply,
): Promise<void> {
  if (answer.refusal.status === 429 || answer.refusal.status === 503) {
    reply.header("retry-after", "60");
    if (TOO_MANY.has(answer.refusal.code)) site.metrics.countRefusal(answer.refusal.code.toLowerCase());
  }
  if (context.path.startsWith("/api/")) return sendProblem(site, context, answer, reply);
  // Whoever is not signed in sees no menu of the owner's side.
  const frameKind = kind === "admin" && answer.refusal.status === 401 ? "public" : kind;
  return sendPage(site, context, refusalPage(answer, context), frameKind, reply);
}

/** The rest of the request's query goes along, so that no mark of a campaign is lost; a draft belongs to the page that was asked for. */
function withQuery(path: string, { query: { draft: _draft, ...query } }: RequestContext): string {
  const [before = "", own = ""] = path.split("?", 2);
  const merged = new URLSearchParams({ ...query, ...Object.fromEntries(new URLSearchParams(own)) }).toString();
  return merged === "" ? before : `${before}?${merged}`;
}

/** Modules may make a path of what a visitor sent: one that leads to another site leads home instead. */
function ownPathOf({ path, isPermanent, keepsQuery = isPermanent }: RedirectAnswer, context: RequestContext): string {
  const ownPath = readOwnPath(path);
  if (ownPath === undefined) context.log.warn("a redirect would have led to another site");
  return keepsQuery ? withQuery(ownPath ?? "/", context) : (ownPath ?? "/");
}

/** Makes an answer and begins to send it: headers, cookies and body. Its last byte may leave much later. */
export async function sendAnswer(
  site: Site,
  context: RequestContext,
  answer: Answer,
  kind: FrameKind,
  reply: FastifyReply,
): Promise<void> {
  for (const cookie of answer.cookies ?? []) {
    const maxAge = cookie.value === "" ? 0 : cookie.maxAgeSeconds;
    reply.setCookie(cookie.name, cookie.value, { path: "/", secure: true, httpOnly: true, sameSite: "lax", maxAge });
  }
  switch (answer.kind) {
    case "page":
      return sendPage(site, context, answer, kind, reply);
    case "refusal":
      return sendRefusal(site, context, answer, kind, reply);
    case "redirect":
      reply.header("cache-control", "no-store");
      return void reply.redirect(ownPathOf(answer, context), answer.isPermanent ? 301 : 303);
    case "json":
      reply.header("cache-control", "no-store").type("application/json; charset=utf-8");
      reply.code(answer.status ?? 200);
      return sendText(site, reply, JSON.stringify(answer.body));
    case "text":
      reply.header("cache-control", cachingFor(answer.cacheSeconds)).type(answer.mediaType);
      reply.code(answer.status ?? 200);
      return sendText(site, reply, answer.text);
    case "bytes":
      return sendStoredBytes(site, context, answer, kind, reply);
  }
}

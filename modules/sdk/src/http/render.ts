import { readOwnPath } from "@tochka-rosta/service/own-path";
import type { FastifyReply } from "fastify";
import type { PublicFrame } from "../define-module.ts";
import { adminPage, publicPage } from "../page/layout.ts";
import { refusalPage } from "../page/refusal-page.ts";
import type { Answer, PageAnswer, RedirectAnswer, RefusalAnswer } from "../route/answer.ts";
import { BYTES_POLICY } from "./security-headers.ts";
import type { Site } from "../site.ts";
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
  const surroundings = { context, frame, stylePath: site.style.path };
  const markup =
    kind === "admin" ? adminPage(page, surroundings, site.definition.adminMenu) : publicPage(page, surroundings);
  const isPublic = page.canonicalPath !== undefined;
  await reply
    .code(page.status ?? 200)
    .header("cache-control", isPublic ? "private, no-cache" : "no-store")
    .header("content-language", context.language)
    .type("text/html; charset=utf-8")
    .send(markup.toString());
}

/** A refusal as RFC 9457 problem+json. */
async function sendProblem(context: RequestContext, answer: RefusalAnswer, reply: FastifyReply): Promise<void> {
  const { code, status, title } = answer.refusal;
  await reply
    .code(status)
    .header("cache-control", "no-store")
    .type(PROBLEM_MEDIA_TYPE)
    .send(
      JSON.stringify({
        type: "about:blank",
        title: context.translate(title),
        status,
        code,
        ...(answer.detail !== undefined && { detail: answer.detail }),
        instance: context.path,
        request_id: context.requestId,
        ...answer.extra,
      }),
    );
}

async function sendRefusal(
  site: Site,
  context: RequestContext,
  answer: RefusalAnswer,
  kind: FrameKind,
  reply: FastifyReply,
): Promise<void> {
  if (answer.refusal.status === 429 || answer.refusal.status === 503) reply.header("retry-after", "60");
  if (context.path.startsWith("/api/")) return sendProblem(context, answer, reply);
  // Whoever is not signed in sees no menu of the owner's side.
  const frameKind = kind === "admin" && answer.refusal.status === 401 ? "public" : kind;
  return sendPage(site, context, refusalPage(answer, context), frameKind, reply);
}

/** Modules may make a path of what a visitor sent: one that leads to another site leads home instead. */
function ownPathOf({ path }: RedirectAnswer, { log }: RequestContext): string {
  const ownPath = readOwnPath(path);
  if (ownPath === undefined) log.warn("a redirect would have led to another site");
  return ownPath ?? "/";
}

/** Sends an answer: headers, cookies and body. */
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
      return void (await reply.redirect(ownPathOf(answer, context), answer.isPermanent ? 301 : 303));
    case "json":
      reply.header("cache-control", "no-store").type("application/json; charset=utf-8");
      return void (await reply.code(answer.status ?? 200).send(JSON.stringify(answer.body)));
    case "text":
      reply.header("cache-control", cachingFor(answer.cacheSeconds)).type(answer.mediaType);
      return void (await reply.code(answer.status ?? 200).send(answer.text));
    case "bytes":
      reply.header("cache-control", FOREVER).header("content-security-policy", BYTES_POLICY);
      return void (await reply.type(answer.mediaType).send(answer.bytes));
  }
}

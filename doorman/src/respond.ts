import type { IncomingMessage, ServerResponse } from "node:http";

import type { Clock } from "@tochka-rosta/controller-runtime";

import { answers } from "./answers.ts";
import { chooseLanguage, type Language } from "./language.ts";
import { buildPage, contentSecurityPolicy } from "./page.ts";
import { type Answer, chooseAnswer, readHost, type Sites } from "./site.ts";

/** Where probes ask. Any other path of any host may be a site's. */
export const healthPath = "/.well-known/doorman/health";

export interface ResponderOptions {
  readonly sites: Sites;
  readonly dashboardUrl: string;
  readonly clock: Pick<Clock, "now">;
}

/** Answers one request, whatever its host, method and path. */
export function respond(options: ResponderOptions, request: IncomingMessage, response: ServerResponse): void {
  // A body nobody wants must still be read, or the connection could not be used again.
  request.resume();
  if (request.url?.split("?")[0] === healthPath) return respondHealth(options.sites, response);
  const host = readHost(request.headers.host);
  const answer = chooseAnswer(options.sites, host, options.clock.now());
  const language = chooseLanguage(request.headers["accept-language"]);
  const isProgram = wantsJson(request.headers.accept);
  const body = isProgram ? buildProblem(answer, language) : buildPage(answer, language, host, options.dashboardUrl);
  const { status, retryAfterSeconds } = answers[answer];
  response.writeHead(status, {
    "content-type": isProgram ? "application/problem+json" : "text/html; charset=utf-8",
    "content-length": Buffer.byteLength(body),
    "content-language": language,
    "content-security-policy": contentSecurityPolicy,
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    // Whoever is told to come back is not told to forget the page.
    ...(status === 404 && { "x-robots-tag": "noindex" }),
    vary: "accept, accept-language",
    ...(retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) }),
  });
  response.end(request.method === "HEAD" ? undefined : body);
}

function respondHealth(sites: Sites, response: ServerResponse): void {
  response.writeHead(sites.isKnown ? 200 : 503, { "content-type": "text/plain", "cache-control": "no-store" });
  response.end(sites.isKnown ? "ok\n" : "sites are not listed yet\n");
}

/** RFC 9457. */
function buildProblem(answer: Answer, language: Language): string {
  const { status, code, words } = answers[answer];
  const { title, text } = words[language];
  return JSON.stringify({ type: "about:blank", status, title, detail: text, code });
}

/** Browsers ask for html first, programs that want JSON name it without html. */
function wantsJson(accept = ""): boolean {
  return /application\/(problem\+)?json/i.test(accept) && !/text\/html/i.test(accept);
}

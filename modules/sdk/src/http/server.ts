import { randomUUID } from "node:crypto";
import cookie from "@fastify/cookie";
import formbody from "@fastify/formbody";
import multipart from "@fastify/multipart";
import { canonicalAddress } from "@tochka-rosta/service/canonical-address";
import { createClientErrorHandler, installGracefulClose, keepAliveMilliseconds } from "@tochka-rosta/service/fastify";
import { isTrustedProxy } from "@tochka-rosta/service/net";
import fastify, {
  LogController,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
} from "fastify";
import type { AdminRoute, PublicRoute } from "../define-module.ts";
import { formOfBody } from "../forms/form.ts";
import { ownerRoutes } from "../owner/routes.ts";
import { readLanguage } from "../text/language.ts";
import { refuse } from "../route/answer.ts";
import { type Admitted, answerRoute } from "./answer-route.ts";
import { admit, configOf, createUploadAccess, enter, ownerOnly, refuseInTurn } from "./admission.ts";
import { findGateRefusal, type RouteConfig } from "./gates.ts";
import { LANGUAGE_COOKIE, THEME_COOKIE, createRequestContext, readThemeChoice } from "./create-request-context.ts";
import { RefusedError, type RefusalKind, refusalOf, refusals } from "../route/refusals.ts";
import { type FrameKind, PROBLEM_MEDIA_TYPE, sendAnswer } from "./render.ts";
import { standardHeaders } from "./standard-headers.ts";
import { pictureRoutes } from "./picture-routes.ts";
import { scriptsFor, type Site } from "../site.ts";
import { addUploadRoutes } from "./upload-routes.ts";
import { machineRoutes, searchRoutes } from "./standard-routes.ts";

const BODY_LIMIT_BYTES = 64 * 1024;
const OWNER_BODY_LIMIT_BYTES = 512 * 1024;
/** A visitor that sends this slowly holds a connection on purpose; 2 MiB in this time is a slow mobile network. */
const REQUEST_TIMEOUT_MILLISECONDS = 60_000;
const YEAR_SECONDS = 31_536_000;

function configFor(route: PublicRoute | AdminRoute, config: RouteConfig): RouteConfig {
  return {
    ...config,
    ...("cost" in route && route.cost !== undefined && { cost: route.cost }),
    ...(route.limit && { limit: route.limit }),
    ...(route.formAt !== undefined && { formAt: route.formAt }),
    ...(route.acceptsForeignOrigin && { acceptsForeignOrigin: true }),
  };
}

function addRoute(server: FastifyInstance, site: Site, route: PublicRoute | AdminRoute, config: RouteConfig): void {
  const frame: FrameKind = config.isForMachines ? "bare" : config.isAdmin ? "admin" : "public";
  const admitted = new WeakMap<FastifyRequest, Admitted>();
  // Before anything of the request is parsed: to a stranger every form of it is the same.
  const admitOwner = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const who = await admit(site, request, route);
    if (who) {
      admitted.set(request, who);
      return undefined;
    }
    await refuseInTurn(site, request, reply, await ownerOnly(site, request), frame);
    return reply;
  };
  server.route({
    method: route.method,
    url: route.url,
    config: configFor(route, config) as object,
    // Nobody but an owner gets so far, and a long description in Cyrillic letters is six bytes a letter.
    ...(config.isAdmin && { bodyLimit: OWNER_BODY_LIMIT_BYTES }),
    onRequest: config.isAdmin ? [admitOwner] : [],
    handler: async (request, reply) => {
      const leave = config.isForMachines ? undefined : await enter(site, request);
      try {
        // Whoever has gone while waiting for his turn is not worked for.
        if (!reply.raw.destroyed) await answerRoute(site, route, admitted.get(request), request, reply, frame);
      } finally {
        leave?.();
      }
      return reply;
    },
  });
}

async function guard(site: Site, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
  reply.header("x-request-id", request.id);
  reply.headers(standardHeaders(await site.identity.refresh(), scriptsFor(site, configOf(request).isAdmin ?? false)));
  const refusal = findGateRefusal(request, configOf(request), site, reply.raw);
  if (refusal) {
    await sendAnswer(site, createRequestContext(site, request), refuse(refusal), "bare", reply);
    return reply;
  }
  // No text of a database holds it, and an address without it would be another one.
  const nul = request.url.indexOf("%00");
  if (nul >= 0) {
    const isInQuery = request.url.lastIndexOf("?", nul) >= 0;
    await refuseInTurn(site, request, reply, refuse(isInQuery ? refusals.badRequest : refusals.notFound));
    return reply;
  }
  // Whatever body comes with it, an address that is not there is that.
  if (request.is404) {
    const address = canonicalAddress(request.url);
    if (address !== undefined) return reply.redirect(address, 308);
    await refuseInTurn(site, request, reply, refuse(refusals.notFound));
    return reply;
  }
  keepChoices(request, reply);
  return undefined;
}

/** What the address chooses for the pages to come. */
function keepChoices(request: FastifyRequest, reply: FastifyReply): void {
  const options = { path: "/", secure: true, httpOnly: true, sameSite: "lax", maxAge: YEAR_SECONDS } as const;
  const language = readLanguage((request.query as Record<string, unknown>)["lang"]);
  if (language) reply.setCookie(LANGUAGE_COOKIE, language, options);
  const theme = readThemeChoice(request);
  if (theme === "device") reply.clearCookie(THEME_COOKIE, { path: "/", secure: true });
  else if (theme) reply.setCookie(THEME_COOKIE, theme, options);
}

function addErrorHandlers(server: FastifyInstance, site: Site): void {
  const answer = (request: FastifyRequest, reply: FastifyReply, kind: RefusalKind): Promise<void> =>
    kind.status >= 500
      ? sendAnswer(site, createRequestContext(site, request, formOfBody(request.body)), refuse(kind), "bare", reply)
      : refuseInTurn(site, request, reply, refuse(kind), configOf(request).isAdmin ? "admin" : "public");
  server.setErrorHandler(async (error, request, reply) => {
    const kind = refusalOf(error);
    if (kind.status >= 500 && !(error instanceof RefusedError)) request.log.error({ err: error }, "request failed");
    else request.log.info({ reason: error instanceof Error ? error.message : String(error) }, "request refused");
    await answer(request, reply, kind);
    return reply;
  });
  server.setNotFoundHandler(async (request, reply) => {
    await answer(request, reply, refusals.notFound);
    return reply;
  });
}

/** What never reaches a route: a path that cannot be decoded, or bytes that are no request. */
function frameworkErrorOptions(site: Site): Pick<FastifyServerOptions, "frameworkErrors" | "clientErrorHandler"> {
  const headersOf = () => standardHeaders(site.identity.current());
  const kinds = { headTooLarge: refusals.headTooLarge, tooSlow: refusals.tooSlow, unreadable: refusals.badRequest };
  return {
    // Here no hook has run: neither headers nor cookies are there yet.
    frameworkErrors: (_error, request, reply) => {
      reply.headers(headersOf());
      Object.assign(request, { cookies: {} });
      void sendAnswer(site, createRequestContext(site, request), refuse(refusals.notFound), "bare", reply);
    },
    clientErrorHandler: createClientErrorHandler((fault) => {
      const { code, status, title } = kinds[fault];
      const headers = { ...headersOf(), "content-type": PROBLEM_MEDIA_TYPE, "cache-control": "no-store" };
      return { status, headers, body: JSON.stringify({ type: "about:blank", title: title.ru, status, code }) };
    }),
  };
}

/** One line a request: the route's pattern, never the path, which may hold an order's secret. */
function addRequestLog(server: FastifyInstance, site: Site): void {
  server.addHook("onResponse", async (request, reply) => {
    if (configOf(request).isForMachines) return;
    const route = request.routeOptions.url ?? "none";
    const milliseconds = Math.round(reply.elapsedTime);
    site.metrics.observe(request.method, route, reply.statusCode, reply.elapsedTime / 1000);
    request.log.info({ method: request.method, route, status: reply.statusCode, milliseconds }, "request");
  });
}

/** Builds the server of a site: its own routes, the SDK's, and every guard in between. Does not listen. */
export async function buildServer(site: Site, logger: FastifyServerOptions["logger"]): Promise<FastifyInstance> {
  const server = fastify({
    logger: logger ?? false,
    logController: new LogController({ disableRequestLogging: true }),
    ...frameworkErrorOptions(site),
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MILLISECONDS,
    keepAliveTimeout: keepAliveMilliseconds,
    // Cuts what has not moved for so long; an answer that still leaves, however slowly, moves.
    connectionTimeout: site.limits.stallMilliseconds,
    // Node compares once in an interval, so a head that trickles in lasts that much longer.
    http: { headersTimeout: site.limits.headersMilliseconds, connectionsCheckingInterval: 10_000 },
    // A request that was on its way when the stop began is answered like any other.
    return503OnClosing: false,
    trustProxy: (address, hop) => isTrustedProxy(address, hop, site.identity.current().trustedProxies),
    genReqId: (request) => {
      const given = request.headers["x-request-id"];
      return typeof given === "string" && /^[\w-]{8,64}$/.test(given) ? given : randomUUID();
    },
  });
  server.server.maxConnections = site.limits.connections;
  server.server.on("drop", () => site.metrics.countRefusal("connections"));
  await server.register(cookie);
  await server.register(formbody, { bodyLimit: BODY_LIMIT_BYTES });
  // A file over the limit is told in the form instead of thrown, so that the page can come back with what was typed.
  await server.register(multipart, { throwFileSizeLimit: false });
  server.addHook("onRequest", (request, reply) => guard(site, request, reply));
  installGracefulClose(server);
  addRequestLog(server, site);
  // What a handler put is committed by now.
  server.addHook("onResponse", async (request) => site.letters.sendAfter(request));
  addErrorHandlers(server, site);
  for (const route of machineRoutes(site)) addRoute(server, site, route, { isForMachines: true });
  for (const route of [...searchRoutes(site), ...pictureRoutes(site), ...ownerRoutes(site)])
    addRoute(server, site, route, {});
  for (const route of site.definition.publicRoutes) addRoute(server, site, route, {});
  for (const route of site.definition.adminRoutes) addRoute(server, site, route, { isAdmin: true });
  if (site.uploadScript) addUploadRoutes(server, site, createUploadAccess(site));
  return server;
}

import { randomUUID } from "node:crypto";
import cookie from "@fastify/cookie";
import formbody from "@fastify/formbody";
import multipart from "@fastify/multipart";
import { createClientErrorHandler, installGracefulClose, keepAliveMilliseconds } from "@tochka-rosta/service/fastify";
import { isTrustedProxy, networkOf } from "@tochka-rosta/service/net";
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
import { findOwnerSession, OWNER_COOKIE, type LivingSession } from "../owner/sessions.ts";
import { readLanguage } from "../text/language.ts";
import { refuse } from "../route/answer.ts";
import { findGateRefusal, type RouteConfig } from "./gates.ts";
import { LANGUAGE_COOKIE, createRequestContext, readUpload } from "./create-request-context.ts";
import { RefusedError, type RefusalKind, refusalOf, refusals } from "../route/refusals.ts";
import { type FrameKind, PROBLEM_MEDIA_TYPE, sendAnswer } from "./render.ts";
import { standardHeaders } from "./standard-headers.ts";
import type { Site } from "../site.ts";
import { machineRoutes, searchRoutes } from "./standard-routes.ts";

const BODY_LIMIT_BYTES = 64 * 1024;
/** A visitor that sends this slowly holds a connection on purpose; 2 MiB in this time is a slow mobile network. */
const REQUEST_TIMEOUT_MILLISECONDS = 60_000;
const YEAR_SECONDS = 31_536_000;
const configOf = (request: FastifyRequest): RouteConfig => request.routeOptions.config as RouteConfig;

const safeMethods = new Set(["GET", "HEAD"]);

/** The owner behind a request; undefined when there is none, or their session has ended here or at the platform. */
async function findOwner(site: Site, request: FastifyRequest): Promise<LivingSession | undefined> {
  const cookie = request.cookies[OWNER_COOKIE];
  if (cookie === undefined) return undefined;
  // Anybody may send a cookie, so asking for its session waits for its turn; the request's own turn comes after its body.
  const leave = await enter(site, request);
  try {
    const find = () => findOwnerSession(site.database, cookie);
    const owner = await find();
    if (owner === undefined) return undefined;
    return (await site.endedSessions.refresh(site.identity.current(), request.log)) ? await find() : owner;
  } finally {
    leave();
  }
}

function addRoute(server: FastifyInstance, site: Site, route: PublicRoute | AdminRoute, config: RouteConfig): void {
  const frame: FrameKind = config.isForMachines ? "bare" : config.isAdmin ? "admin" : "public";
  const owners = new WeakMap<FastifyRequest, LivingSession>();
  // Before anything of the request is parsed: to a stranger every form of it is the same.
  const admitOwner = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const owner = await findOwner(site, request);
    if (owner) {
      owners.set(request, owner);
      return undefined;
    }
    await refuseInTurn(site, request, reply, refusals.ownerOnly, frame);
    return reply;
  };
  const routeConfig: RouteConfig = {
    ...config,
    ...("cost" in route && route.cost !== undefined && { cost: route.cost }),
    ...(route.limit && { limit: route.limit }),
    ...(route.acceptsForeignOrigin && { acceptsForeignOrigin: true }),
  };
  server.route({
    method: route.method,
    url: route.url,
    config: routeConfig as object,
    onRequest: config.isAdmin ? [admitOwner] : [],
    handler: async (request, reply) => {
      const leave = config.isForMachines ? undefined : await enter(site, request);
      try {
        // Whoever has gone while waiting for his turn is not worked for.
        if (!reply.raw.destroyed) await answer(site, route, owners.get(request), request, reply, frame);
      } finally {
        leave?.();
      }
      return reply;
    },
  });
}

/** Waits for the request's turn among those of its cost. */
function enter(site: Site, request: FastifyRequest): Promise<() => void> {
  const { cost, isAdmin } = configOf(request);
  const query = createRequestContext(site, request).query;
  const kind = isAdmin ? "owner" : typeof cost === "function" ? cost(query) : (cost ?? "ordinary");
  return site.concurrency[kind].enter(networkOf(request.ip));
}

async function answer(
  site: Site,
  route: PublicRoute | AdminRoute,
  owner: LivingSession | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
  frame: FrameKind,
): Promise<void> {
  if (!configOf(request).isForMachines) await site.upkeep(request.log);
  const form = route.takesUpload ? await readUpload(site, request) : formOfBody(request.body);
  const context = createRequestContext(site, request, form);
  const isHeld = owner && !safeMethods.has(request.method) && !site.endedSessions.mayChange(owner);
  const given = isHeld
    ? refuse(refusals.ownerReadOnly)
    : await route.handle({ ...context, owner: { subject: owner?.subject ?? "" } });
  await sendAnswer(site, context, given, frame, reply);
}

/** Refuses with a page whose frame asks the database, so it waits for its turn like any page; a crowd goes without the frame. */
async function refuseInTurn(
  site: Site,
  request: FastifyRequest,
  reply: FastifyReply,
  kind: RefusalKind,
  frame: FrameKind = "public",
): Promise<void> {
  const context = createRequestContext(site, request);
  const leave = await site.concurrency.ordinary.enter(context.network).catch(() => undefined);
  await sendAnswer(site, context, refuse(kind), leave ? frame : "bare", reply);
  leave?.();
}

async function guard(site: Site, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
  reply.header("x-request-id", request.id);
  reply.headers(standardHeaders(await site.identity.refresh()));
  const refusal = findGateRefusal(request, configOf(request), site, reply.raw);
  if (refusal) {
    await sendAnswer(site, createRequestContext(site, request), refuse(refusal), "bare", reply);
    return reply;
  }
  // Whatever body comes with it, an address that is not there is that.
  if (request.is404) {
    await refuseInTurn(site, request, reply, refusals.notFound);
    return reply;
  }
  const requested = readLanguage((request.query as Record<string, unknown>)["lang"]);
  if (requested) {
    const options = { path: "/", secure: true, httpOnly: true, sameSite: "lax", maxAge: YEAR_SECONDS } as const;
    reply.setCookie(LANGUAGE_COOKIE, requested, options);
  }
  return undefined;
}

function addErrorHandlers(server: FastifyInstance, site: Site): void {
  const answer = (request: FastifyRequest, reply: FastifyReply, kind: RefusalKind): Promise<void> =>
    kind.status >= 500
      ? sendAnswer(site, createRequestContext(site, request, formOfBody(request.body)), refuse(kind), "bare", reply)
      : refuseInTurn(site, request, reply, kind, configOf(request).isAdmin ? "admin" : "public");
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
  addErrorHandlers(server, site);
  for (const route of machineRoutes(site)) addRoute(server, site, route, { isForMachines: true });
  for (const route of [...searchRoutes(site), ...ownerRoutes(site)]) addRoute(server, site, route, {});
  for (const route of site.definition.publicRoutes) addRoute(server, site, route, {});
  for (const route of site.definition.adminRoutes) addRoute(server, site, route, { isAdmin: true });
  return server;
}

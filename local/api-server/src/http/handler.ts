import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { serveDiscovery } from "./discovery-routes.ts";
import { methodNotAllowed, pathNotFound, StatusError } from "../errors.ts";
import { Exchange } from "./exchange.ts";
import { parseResourcePath, type ResourcePath } from "./resource-path.ts";
import { serveCollection, serveObject, type ResourceRequest } from "./resource-routes.ts";
import type { JsonObject } from "../objects.ts";
import { issuer } from "../tokens.ts";
import { administrator, serveReview } from "./review-routes.ts";
import type { Fault, ServerContext } from "./server-context.ts";
import { serveSubresource } from "./subresource-routes.ts";
import { authenticateToken, describeUser } from "./token-routes.ts";

const OPEN_PATHS = new Set(["/healthz", "/livez", "/readyz", "/version"]);

/** Makes the function that answers requests. */
export function createHandler(context: ServerContext): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const started = performance.now();
    const exchange = new Exchange(request, response);
    response.once("close", () => recordRequest(context, exchange, performance.now() - started));
    answer(context, exchange).catch((error: unknown) => exchange.sendError(asStatusError(error)));
  };
}

async function answer(context: ServerContext, exchange: Exchange): Promise<void> {
  const { method, url, userAgent } = exchange;
  const fault = context.hooks.fault?.({ method, path: url.pathname, query: url.search, userAgent });
  if (fault !== undefined && (await isAnsweredByFault(fault, exchange))) return;
  const user = OPEN_PATHS.has(url.pathname) ? administrator : authenticate(context, exchange);
  await route(context, exchange, user);
}

async function isAnsweredByFault(fault: Fault, exchange: Exchange): Promise<boolean> {
  if (fault.delayMilliseconds !== undefined) await delay(fault.delayMilliseconds);
  if (fault.disconnect === "before") exchange.request.socket.destroy();
  if (fault.disconnect === "after") dropAnswer(exchange);
  if (fault.status !== undefined) {
    const reason = fault.status === 429 ? "TooManyRequests" : fault.status >= 500 ? "InternalError" : "";
    exchange.sendError(new StatusError(fault.status, reason, "a fault test answers so"));
  }
  return fault.disconnect === "before" || fault.status !== undefined;
}

/** Lets the request do its work and cuts the connection in the place of the answer. */
function dropAnswer({ response, request }: Exchange): void {
  response.writeHead = () => {
    request.socket.destroy();
    return response;
  };
}

/** Who is asking: who has the kubeconfig, or a service account with a token for this server. Throws 401. */
function authenticate(context: ServerContext, exchange: Exchange): JsonObject {
  const authorization = exchange.request.headers.authorization ?? "";
  const sent = Buffer.from(authorization);
  const expected = Buffer.from(`Bearer ${context.token}`);
  if (sent.length === expected.length && timingSafeEqual(sent, expected)) return administrator;
  const verified = authenticateToken(context, /^Bearer (\S+)$/.exec(authorization)?.[1] ?? "");
  if (verified?.audiences.includes(issuer)) return describeUser(verified);
  throw new StatusError(401, "Unauthorized", "Unauthorized");
}

async function route(context: ServerContext, exchange: Exchange, user: JsonObject): Promise<void> {
  if (serveDiscovery(context, exchange)) return;
  const path = parseResourcePath(exchange.url.pathname);
  if (path === undefined) throw pathNotFound();
  if (await serveReview(context, exchange, path, user)) return;
  await routeResource(context, exchange, path);
}

async function routeResource(context: ServerContext, exchange: Exchange, path: ResourcePath): Promise<void> {
  const kind = context.kinds.find(path.group, path.version, path.resource);
  if (kind === undefined || (path.namespace !== undefined && !kind.namespaced)) throw pathNotFound();
  const request = { exchange, kind, path, namespace: path.namespace ?? "" };
  if (path.isWatch) return serveWatchPath(context, request);
  if (path.name === undefined) return serveCollection(context, request);
  if (kind.namespaced && path.namespace === undefined) throw pathNotFound();
  const isPlain = path.subresource === "" || (path.subresource === "status" && kind.hasStatus);
  return isPlain || (path.subresource === "finalize" && kind.kind === "Namespace")
    ? serveObject(context, request, path.name)
    : serveSubresource(context, request, path.name);
}

/** With a name it is a watch of the one object. */
function serveWatchPath(context: ServerContext, request: ResourceRequest): Promise<void> {
  const { exchange, path } = request;
  if (exchange.method !== "GET") throw methodNotAllowed("a watch can only be read");
  if (path.subresource !== "") throw pathNotFound();
  exchange.query.set("watch", "true");
  if (path.name !== undefined) exchange.query.set("fieldSelector", `metadata.name=${path.name}`);
  return serveCollection(context, request);
}

function asStatusError(error: unknown): StatusError {
  if (error instanceof StatusError) return error;
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new StatusError(500, "InternalError", `Internal error occurred: ${text}`);
}

function recordRequest({ hooks }: ServerContext, exchange: Exchange, milliseconds: number): void {
  hooks.onRequest?.({
    method: exchange.method,
    path: exchange.url.pathname,
    query: exchange.url.search,
    userAgent: exchange.userAgent,
    fieldManager: exchange.query.get("fieldManager") ?? "",
    status: exchange.response.statusCode,
    milliseconds,
  });
}

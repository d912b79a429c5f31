import { canonicalAddress } from "@tochka-rosta/service/canonical-address";
import type { Config } from "../config/config.ts";
import { ProblemError } from "../errors/problem.ts";
import type { FastifyInstance } from "fastify";
import { securityHeaders } from "./framework-errors.ts";

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/** What every answer carries and leaves behind: careful headers, and a log line for each change and each failure. */
export function installRequestHooks(app: FastifyInstance, { publicOrigin }: Pick<Config, "publicOrigin">): void {
  const headers = securityHeaders({ publicOrigin });
  // An address that is not there is that to everybody, whatever body comes with it.
  app.addHook("onRequest", async (request, reply) => {
    if (!request.is404) return undefined;
    const address = canonicalAddress(request.url);
    if (address === undefined) throw new ProblemError("NOT_FOUND");
    return reply.redirect(address, 308);
  });
  app.addHook("onSend", async (request, reply, payload) => {
    reply.headers(headers);
    // Whatever an operation does not say may be kept, is not.
    if (request.url.startsWith("/api/") && !reply.hasHeader("cache-control")) reply.header("cache-control", "no-store");
    return payload;
  });
  app.addHook("onResponse", async (request, reply) => {
    if (safeMethods.has(request.method) && reply.statusCode < 500) return;
    const { operationId = "unknown" } = (request.routeOptions.schema ?? {}) as { operationId?: string };
    const milliseconds = Math.round(reply.elapsedTime);
    request.log.info({ operation: operationId, status: reply.statusCode, milliseconds }, "answered");
  });
}

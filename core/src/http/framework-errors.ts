import { transportSecurity } from "@tochka-rosta/service/transport-security";
import { createClientErrorHandler, type ClientFault } from "@tochka-rosta/service/fastify";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Config } from "../config/config.ts";
import type { ProblemCode } from "../errors/catalogue.ts";
import { buildProblem, problemMediaType } from "../errors/document.ts";
import { ProblemError } from "../errors/problem.ts";
import { sendProblem } from "./error-handler.ts";

const codesOfFaults: Record<ClientFault, ProblemCode> = {
  headTooLarge: "HEAD_TOO_LARGE",
  tooSlow: "REQUEST_TOO_SLOW",
  unreadable: "REQUEST_UNREADABLE",
};

/** Of every answer, also where no hook runs. */
export function securityHeaders({ publicOrigin }: Pick<Config, "publicOrigin">): Record<string, string> {
  return { "x-content-type-options": "nosniff", "referrer-policy": "same-origin", ...transportSecurity(publicOrigin) };
}

/** Fastify's options for what never reaches a route, so that it too is answered by problem documents. */
export function frameworkErrorOptions(config: Config) {
  const headers = { ...securityHeaders(config), "content-type": problemMediaType, "cache-control": "no-store" };
  return {
    // A path that cannot be decoded names nothing: wherever it leads, that is what everybody hears.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply): void => {
      void reply.headers(securityHeaders(config));
      void sendProblem(new ProblemError("NOT_FOUND", { cause: error }), request, reply);
    },
    clientErrorHandler: createClientErrorHandler((fault) => {
      const error = new ProblemError(codesOfFaults[fault]);
      return { status: error.status, headers, body: JSON.stringify(buildProblem(error, "ru", "")) };
    }),
  };
}

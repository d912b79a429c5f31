import { allowedCharactersPattern } from "@tochka-rosta/texts";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { FieldCode } from "../errors/catalogue.ts";
import { buildProblem, problemMediaType } from "../errors/document.ts";
import { ProblemError, type FieldProblem } from "../errors/problem.ts";
import { isDatabaseUnreachable } from "../database/errors.ts";
import { readLanguage } from "./language.ts";

/** Makes every answer other than success a problem document, unknown addresses included. */
export function installErrorHandler(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => sendProblem(toProblem(error), request, reply));
  app.setNotFoundHandler((request, reply) => sendProblem(new ProblemError("NOT_FOUND"), request, reply));
}

/** Answers with the problem document of an error and logs what was not expected. */
export function sendProblem(error: ProblemError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error.status >= 500) request.log.error({ err: error, code: error.code }, "request failed");
  else request.log.debug({ code: error.code, note: error.message }, "request refused");
  if (error.retryAfterSeconds !== undefined) reply.header("retry-after", error.retryAfterSeconds);
  return reply
    .code(error.status)
    .header("cache-control", "no-store")
    .type(problemMediaType)
    .send(buildProblem(error, readLanguage(request), request.id));
}

const codesOfFastify: Record<string, "BODY_UNREADABLE" | "BODY_TOO_LARGE" | "CONTENT_TYPE_UNSUPPORTED"> = {
  FST_ERR_CTP_INVALID_JSON_BODY: "BODY_UNREADABLE",
  FST_ERR_CTP_EMPTY_JSON_BODY: "BODY_UNREADABLE",
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: "BODY_UNREADABLE",
  FST_ERR_CTP_BODY_TOO_LARGE: "BODY_TOO_LARGE",
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "CONTENT_TYPE_UNSUPPORTED",
};

function toProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  const { code = "", validation, statusCode } = error as Partial<FastifyError>;
  if (validation)
    return new ProblemError("VALIDATION_FAILED", { fields: validation.map(toFieldProblem), cause: error });
  const known = codesOfFastify[code];
  if (known) return new ProblemError(known, { cause: error });
  if (isDatabaseUnreachable(error))
    return new ProblemError("NOT_READY", { note: "the database is unavailable", cause: error });
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new ProblemError("BODY_UNREADABLE", { cause: error });
  }
  return new ProblemError("INTERNAL", { note: "unexpected error", cause: error });
}

type ValidationEntry = NonNullable<FastifyError["validation"]>[number];

const codesOfKeywords: Record<string, FieldCode> = {
  required: "REQUIRED",
  minLength: "TOO_SHORT",
  maxLength: "TOO_LONG",
  minimum: "OUT_OF_RANGE",
  maximum: "OUT_OF_RANGE",
  enum: "NOT_ALLOWED",
  additionalProperties: "UNKNOWN_FIELD",
};

function codeOfPattern({ pattern }: ValidationEntry["params"]): FieldCode {
  return pattern === allowedCharactersPattern ? "HIDDEN_CHARACTER" : "INVALID";
}

function toFieldProblem({ keyword, params, instancePath }: ValidationEntry): FieldProblem {
  const path = instancePath.split("/").slice(1);
  if (keyword === "required") path.push(String(params["missingProperty"]));
  if (keyword === "additionalProperties") path.push(String(params["additionalProperty"]));
  const limit = Number(params["limit"]);
  // An empty text is a missing one to people.
  const code =
    keyword === "minLength" && limit === 1 ? "REQUIRED" : (codesOfKeywords[keyword] ?? codeOfPattern(params));
  return {
    field: path.join("."),
    code,
    ...((code === "TOO_SHORT" || code === "TOO_LONG") && { limit }),
  };
}

import { foreignOrigin } from "@tochka-rosta/service/origin";
import type { FastifyRequest } from "fastify";
import { ProblemError } from "../errors/problem.ts";

/** Refuses changes that another site made a browser send. @throws ProblemError ORIGIN_REFUSED */
export function checkOrigin(request: FastifyRequest, publicOrigin: string): void {
  const note = foreignOrigin(request.method, request.headers, publicOrigin);
  if (note !== undefined) throw new ProblemError("ORIGIN_REFUSED", { note });
}

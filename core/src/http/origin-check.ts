import type { FastifyRequest } from "fastify";
import { ProblemError } from "../errors/problem.ts";

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Refuses changes that another site made a browser send. Browsers name the origin (Origin) or its relation to us
 * (Sec-Fetch-Site) on every such request; a client that sends neither is no browser and carries no foreign cookies.
 * Tenant sites may share our registrable domain, so "same-site" is foreign too.
 */
export function checkOrigin(request: FastifyRequest, publicOrigin: string): void {
  if (safeMethods.has(request.method)) return;
  const { origin } = request.headers;
  if (origin !== undefined && origin !== publicOrigin) {
    throw new ProblemError("ORIGIN_REFUSED", { note: `Origin is ${origin}` });
  }
  const site = request.headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none") {
    throw new ProblemError("ORIGIN_REFUSED", { note: `Sec-Fetch-Site is ${String(site)}` });
  }
}

import { foreignOrigin } from "@tochka-rosta/service/origin";
import { networkOf } from "@tochka-rosta/service/net";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { RequestCost } from "../limits.ts";
import { type RefusalKind, refusals } from "../route/refusals.ts";
import type { Site } from "../site.ts";

/** What a route tells the gates, kept in Fastify's route config. */
export interface RouteConfig {
  readonly isAdmin?: boolean;
  /** Answers in every state of the site: health, metrics. */
  readonly isForMachines?: boolean;
  readonly acceptsForeignOrigin?: boolean;
  /** By default `ordinary`, and `owner` behind the owner's session. */
  readonly cost?: RequestCost | ((query: Readonly<Record<string, string>>) => RequestCost);
  readonly limit?: { readonly group: string; readonly perMinute: number };
  /** Pattern of the page that shows the route's form. */
  readonly formAt?: string;
}

type Gate = (
  request: FastifyRequest,
  config: RouteConfig,
  site: Site,
  response: FastifyReply["raw"],
) => RefusalKind | undefined;

/** Asked in this order before any route; the first refusal is the answer. */
const gates: readonly Gate[] = [
  function areTooManyInFlight(request, _config, site, response) {
    return site.answers.admit(networkOf(request.ip), response) ? undefined : refusals.busy;
  },
  function refuseWhenInactive(_request, _config, site) {
    const { status } = site.identity.current();
    if (status === "active") return undefined;
    return status === "inactive" ? refusals.inactive : refusals.suspended;
  },
  function isStillStarting(_request, _config, site) {
    return site.life.isReady ? undefined : refusals.starting;
  },
  function isFromAnotherSite(request, config, site) {
    if (config.acceptsForeignOrigin) return undefined;
    const foreign = foreignOrigin(request.method, request.headers, site.identity.current().origin);
    return foreign === undefined ? undefined : refusals.foreignOrigin;
  },
  function refuseWhenTooOften(request, config, site) {
    // A form is read first: what was typed comes back with the refusal.
    if (!config.limit || config.formAt !== undefined) return undefined;
    const isAllowed = site.limiter.isAllowed(config.limit, networkOf(request.ip), site.clock.monotonic());
    return isAllowed ? undefined : refusals.tooManyRequests;
  },
];

/** The first reason not to let a request in, if any. */
export function findGateRefusal(
  request: FastifyRequest,
  config: RouteConfig,
  site: Site,
  response: FastifyReply["raw"],
): RefusalKind | undefined {
  if (config.isForMachines) return undefined;
  for (const gate of gates) {
    const refusal = gate(request, config, site, response);
    if (refusal) return refusal;
  }
  return undefined;
}

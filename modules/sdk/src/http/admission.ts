import { networkOf } from "@tochka-rosta/service/net";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { AdminRoute, PublicRoute } from "../define-module.ts";
import { isUuid } from "../text/uuid.ts";
import {
  findEndedSubject,
  findOwnerSession,
  LEFT_COOKIE,
  type LivingSession,
  OWNER_COOKIE,
} from "../owner/sessions.ts";
import { sdkTexts } from "../page/sdk-texts.ts";
import { refuse, type RefusalAnswer } from "../route/answer.ts";
import { refusals } from "../route/refusals.ts";
import type { Site } from "../site.ts";
import type { UploadAccess } from "./upload-routes.ts";
import type { Admitted } from "./answer-route.ts";
import { createRequestContext } from "./create-request-context.ts";
import type { RouteConfig } from "./gates.ts";
import { type FrameKind, sendAnswer } from "./render.ts";

/** What a request's route tells the gates. */
export const configOf = (request: FastifyRequest): RouteConfig => request.routeOptions.config as RouteConfig;

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

/**
 * Whom an owner's route lets in. Somebody whose session has ended and who sends a form is let as far as keeping what they typed; to strangers
 * every request is the same, before anything of it is parsed.
 */
export async function admit(
  site: Site,
  request: FastifyRequest,
  route: PublicRoute | AdminRoute,
): Promise<Admitted | undefined> {
  const owner = await findOwner(site, request);
  if (owner) return { owner };
  if (route.formAt === undefined) return undefined;
  const token = request.cookies[OWNER_COOKIE] ?? request.cookies[LEFT_COOKIE];
  if (token === undefined) return undefined;
  const leave = await enter(site, request);
  try {
    const endedSubject = await findEndedSubject(site.database, token);
    return endedSubject === undefined ? undefined : { endedSubject };
  } finally {
    leave();
  }
}

/** Whoever is not signed in, and may have been: what they typed waits for them. */
export async function ownerOnly(site: Site, request: FastifyRequest): Promise<RefusalAnswer> {
  const id = (request.query as Record<string, unknown>)["draft"];
  if (typeof id !== "string" || !isUuid(id) || !(await site.drafts.isInterrupted(id)))
    return refuse(refusals.ownerOnly);
  return refuse(refusals.ownerOnly, createRequestContext(site, request).translate(sdkTexts.interruptedHint));
}

/** Waits for the request's turn among those of its cost. */
export function enter(site: Site, request: FastifyRequest): Promise<() => void> {
  const { cost, isAdmin } = configOf(request);
  const query = createRequestContext(site, request).query;
  const kind = isAdmin ? "owner" : typeof cost === "function" ? cost(query) : (cost ?? "ordinary");
  return site.concurrency[kind].enter(networkOf(request.ip));
}

/** Refuses with a page whose frame asks the database, so it waits for its turn like any page; a crowd goes without the frame. */
export async function refuseInTurn(
  site: Site,
  request: FastifyRequest,
  reply: FastifyReply,
  refusal: RefusalAnswer,
  frame: FrameKind = "public",
): Promise<void> {
  const context = createRequestContext(site, request);
  const leave = await site.concurrency.ordinary.enter(context.network).catch(() => undefined);
  await sendAnswer(site, context, refusal, leave ? frame : "bare", reply);
  leave?.();
}

/** Lets owners' uploads in. They take no turn among the owner's requests: a part lasts as long as its sender's network needs. */
export function createUploadAccess(site: Site): UploadAccess {
  const owners = new WeakMap<FastifyRequest, LivingSession>();
  return {
    onRequest: async (request, reply) => {
      const owner = await findOwner(site, request);
      if (owner) {
        owners.set(request, owner);
        return undefined;
      }
      await refuseInTurn(site, request, reply, refuse(refusals.ownerOnly), "admin");
      return reply;
    },
    subjectOf: (request) => owners.get(request)?.subject,
    mayChange: (request) => {
      const owner = owners.get(request);
      return owner !== undefined && site.endedSessions.mayChange(owner);
    },
  };
}

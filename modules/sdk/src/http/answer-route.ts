import type { FastifyReply, FastifyRequest } from "fastify";
import type { AdminRoute, PublicRoute } from "../define-module.ts";
import { readVersion } from "../page/edited-version.ts";
import { type Form, formOfBody } from "../forms/form.ts";
import type { LivingSession } from "../owner/sessions.ts";
import { type Answer, type FormAnswer, refuse } from "../route/answer.ts";
import { refusals } from "../route/refusals.ts";
import type { RequestContext } from "../route/request-context.ts";
import type { Site } from "../site.ts";
import { createRequestContext, readUpload } from "./create-request-context.ts";
import type { RouteConfig } from "./gates.ts";
import { readPictures } from "./read-pictures.ts";
import { type FrameKind, sendAnswer } from "./render.ts";
import { findDraft, finishForm, keepInterrupted, type Requester } from "./send-back.ts";

const safeMethods = new Set(["GET", "HEAD"]);

/** Who was let in to a route of the owner's: a living session, or the person whose session ended while their form was open. */
export type Admitted = { readonly owner: LivingSession } | { readonly endedSubject: string };

function requesterOf(admitted: Admitted | undefined): Requester {
  if (!admitted) return { isInterrupted: false };
  return "owner" in admitted
    ? { subject: admitted.owner.subject, isInterrupted: false }
    : { subject: admitted.endedSubject, isInterrupted: true };
}

function handle(
  site: Site,
  route: PublicRoute | AdminRoute,
  admitted: Admitted | undefined,
  context: RequestContext,
): Promise<Answer | FormAnswer> | Answer | FormAnswer {
  const owner = admitted && "owner" in admitted ? admitted.owner : undefined;
  const isChange = !safeMethods.has(context.method);
  if (owner && isChange && !site.endedSessions.mayChange(owner)) return refuse(refusals.ownerReadOnly);
  // A form's limit is counted here and not at the gate, so that what was typed is read and comes back.
  if (route.formAt !== undefined && route.limit) {
    if (!site.limiter.isAllowed(route.limit, context.network, site.clock.monotonic())) {
      return refuse(refusals.tooManyRequests);
    }
  }
  const version = readVersion(context.form) ?? 0;
  return route.handle({ ...context, owner: { subject: owner?.subject ?? "" }, version });
}

function readSent(
  site: Site,
  route: PublicRoute | AdminRoute,
  { subject, isInterrupted }: Requester,
  request: FastifyRequest,
): Promise<Form> | Form {
  if (route.takesPictures) return readPictures(site, request, isInterrupted ? undefined : subject);
  return route.takesUpload ? readUpload(site, request) : formOfBody(request.body);
}

/** Reads what a request holds, lets the route answer, and sends that. */
export async function answerRoute(
  site: Site,
  route: PublicRoute | AdminRoute,
  admitted: Admitted | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
  frame: FrameKind,
): Promise<void> {
  const { isForMachines } = request.routeOptions.config as RouteConfig;
  if (!isForMachines) {
    await site.upkeep(request.log);
    await site.timeZone.refresh(request.log);
  }
  const requester = requesterOf(admitted);
  const sent = createRequestContext(site, request, await readSent(site, route, requester, request));
  const isRead = safeMethods.has(request.method);
  const context = isRead && !isForMachines ? { ...sent, draft: await findDraft(site, sent, requester) } : sent;
  const given = requester.isInterrupted
    ? await keepInterrupted(site, context, requester)
    : await finishForm(site, route, context, requester, await handle(site, route, admitted, context));
  // The zone of the site may be what was changed.
  if (admitted && !isRead) site.timeZone.forget();
  await sendAnswer(site, context, given, frame, reply);
}

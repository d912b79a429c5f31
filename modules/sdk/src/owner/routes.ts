import { ownerSessionSeconds } from "@tochka-rosta/service/handover";
import type { PublicRoute } from "../define-module.ts";
import { draftPath } from "../drafts/form-draft.ts";
import { type AnswerCookie, redirect, refuse } from "../route/answer.ts";
import { refusals } from "../route/refusals.ts";
import type { Site } from "../site.ts";
import { verifyHandoverToken } from "./handover-token.ts";
import { closeOwnerSession, LEFT_COOKIE, openOwnerSession, OWNER_COOKIE, REMEMBERED_DAYS } from "./sessions.ts";

const MAX_TOKEN_LENGTH = 4096;

const ownerCookie = (value: string): AnswerCookie => ({
  name: OWNER_COOKIE,
  value,
  maxAgeSeconds: ownerSessionSeconds,
});

const leftCookie = (value: string): AnswerCookie => ({
  name: LEFT_COOKIE,
  value,
  maxAgeSeconds: REMEMBERED_DAYS * 86_400,
});

/** The dashboard's form posts the owner's token here; a good one, never seen before, opens a session of this site. */
function handoverRoute(site: Site): PublicRoute {
  return {
    method: "POST",
    url: "/admin/handover",
    formAt: "/admin/handover",
    acceptsForeignOrigin: true,
    limit: { group: "handover", perMinute: 60 },
    handle: async (context) => {
      const token = context.form.fields.get("token") ?? "";
      if (token === "" || token.length > MAX_TOKEN_LENGTH) return refuse(refusals.handoverInvalid);
      const verdict = await verifyHandoverToken(
        token,
        context.identity,
        await site.keySet(context.identity.core.jwksUrl),
      );
      if ("refused" in verdict) {
        context.log.info({ reason: verdict.refused }, "hand-over refused");
        return refuse(refusals.handoverInvalid);
      }
      const session = await openOwnerSession(context.database, verdict.accepted);
      if (session === undefined) {
        context.log.warn({ jti: verdict.accepted.jti }, "hand-over token used twice");
        return refuse(refusals.handoverInvalid);
      }
      context.log.info({ subject: verdict.accepted.subject }, "owner signed in");
      const interrupted = await site.drafts.takeInterrupted(verdict.accepted.subject);
      const path = interrupted ? draftPath(interrupted.path, interrupted.id) : "/admin";
      return redirect(path, [ownerCookie(session), leftCookie(session)]);
    },
  };
}

/** Where the language link of a refused hand-over leads, and who reloads its address. */
const handoverPage: PublicRoute = {
  method: "GET",
  url: "/admin/handover",
  handle: () => refuse(refusals.handoverInvalid),
};

const logoutRoute: PublicRoute = {
  method: "POST",
  url: "/admin/logout",
  formAt: "/admin",
  handle: async (context) => {
    await closeOwnerSession(context.database, context.cookies[OWNER_COOKIE]);
    return redirect("/", [ownerCookie("")]);
  },
};

/** Signing in and out of the owner's side. */
export function ownerRoutes(site: Site): PublicRoute[] {
  return [handoverRoute(site), handoverPage, logoutRoute];
}

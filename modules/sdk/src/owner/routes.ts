import { ownerSessionSeconds } from "@tochka-rosta/service/handover";
import type { PublicRoute } from "../define-module.ts";
import { type AnswerCookie, redirect, refuse } from "../route/answer.ts";
import { refusals } from "../route/refusals.ts";
import type { Site } from "../site.ts";
import { verifyHandoverToken } from "./handover-token.ts";
import { closeOwnerSession, openOwnerSession, OWNER_COOKIE } from "./sessions.ts";

const MAX_TOKEN_LENGTH = 4096;

const ownerCookie = (value: string): AnswerCookie => ({
  name: OWNER_COOKIE,
  value,
  maxAgeSeconds: ownerSessionSeconds,
});

/** The dashboard's form posts the owner's token here; a good one, never seen before, opens a session of this site. */
function handoverRoute(site: Site): PublicRoute {
  return {
    method: "POST",
    url: "/admin/handover",
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
      return redirect("/admin", [ownerCookie(session)]);
    },
  };
}

const logoutRoute: PublicRoute = {
  method: "POST",
  url: "/admin/logout",
  handle: async (context) => {
    await closeOwnerSession(context.database, context.cookies[OWNER_COOKIE]);
    return redirect("/", [ownerCookie("")]);
  },
};

/** Signing in and out of the owner's side. */
export function ownerRoutes(site: Site): PublicRoute[] {
  return [handoverRoute(site), logoutRoute];
}

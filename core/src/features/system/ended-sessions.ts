import { endedSessionsPath } from "@tochka-rosta/service/handover";
import { Type } from "typebox";
import { endedSessionsHeaders } from "../../http/keys-server.ts";
import { defineOperation } from "../../http/operation.ts";
import { readEndedSessions } from "../auth/ended-sessions.ts";

export const endedSessions = defineOperation({
  method: "GET",
  url: endedSessionsPath,
  id: "getEndedSessions",
  permission: "anyone",
  schema: {
    tag: "system",
    summary: "Sessions that have ended, signed, for modules",
    description:
      "A JWT of the type ended-sessions+jwt: `sids` names sessions from which an owner was handed over within the life of a module's session and that have ended since; with `before`, all that a module opened at that time or earlier have ended too.",
    success: { status: 200, body: Type.String(), mediaType: endedSessionsHeaders["content-type"] },
  },
  handler: async ({ reply }, context) => {
    reply.headers(endedSessionsHeaders);
    return readEndedSessions(context);
  },
});

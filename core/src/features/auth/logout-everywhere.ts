import { defineOperation } from "../../http/operation.ts";
import { clearSessionCookies } from "./cookies.ts";
import { endSessions } from "./end-sessions.ts";

export const logoutEverywhere = defineOperation({
  method: "POST",
  url: "/api/auth/logout-everywhere",
  id: "logoutEverywhere",
  permission: "user",
  schema: {
    tag: "auth",
    summary: "Sign out on all devices",
    description:
      "Ends every session of the account, this one included, at once; the admin sides of its modules end within a minute.",
    success: { status: 204 },
  },
  handler: async ({ principal, reply, origin }, context) => {
    await endSessions(context, { userId: principal.userId, sessionId: null }, "everywhere", { origin });
    clearSessionCookies(reply);
    return undefined;
  },
});

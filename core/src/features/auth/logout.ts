import { defineOperation } from "../../http/operation.ts";
import { clearSessionCookies, readRefreshToken } from "./cookies.ts";
import { endSessionOf } from "./sessions.ts";

export const logout = defineOperation({
  method: "POST",
  url: "/api/auth/logout",
  id: "logout",
  permission: "anyone",
  schema: {
    tag: "auth",
    summary: "Sign out on this device",
    description: "Succeeds with and without a session.",
    success: { status: 204 },
  },
  handler: async ({ request, reply, origin }, context) => {
    await endSessionOf(context, readRefreshToken(request), origin);
    clearSessionCookies(reply);
    return undefined;
  },
});

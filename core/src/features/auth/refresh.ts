import { ProblemError } from "../../errors/problem.ts";
import { ref } from "../../http/fields.ts";
import { defineOperation } from "../../http/operation.ts";
import { clearSessionCookies, readRefreshToken, setSessionCookies } from "./cookies.ts";
import { SignedIn } from "./schemas.ts";
import { exchangeRefreshToken } from "./sessions.ts";
import { readUser } from "./sign-in.ts";

export const refresh = defineOperation({
  method: "POST",
  url: "/api/auth/refresh",
  id: "refresh",
  permission: "anyone",
  limit: { calls: 300, windowSeconds: 600 },
  schema: {
    tag: "auth",
    summary: "Exchange the refresh cookie for new cookies",
    description:
      "Each refresh token is exchanged once. Parallel tabs may present the previous one for ten seconds and get the same successor; later use of a superseded token ends the session.",
    success: { status: 200, body: ref(SignedIn) },
    problems: ["SESSION_ENDED"],
  },
  handler: async ({ request, reply }, context) => {
    try {
      const session = await exchangeRefreshToken(context, readRefreshToken(request));
      setSessionCookies(reply, session);
      return { user: await readUser(context, session.userId) };
    } catch (error) {
      // Only a session that is over takes its cookies along: a database that is away will be back.
      if (error instanceof ProblemError && error.code === "SESSION_ENDED") clearSessionCookies(reply);
      throw error;
    }
  },
});

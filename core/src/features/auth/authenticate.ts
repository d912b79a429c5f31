import type { FastifyRequest } from "fastify";
import type { Context } from "../../context.ts";
import { ProblemError } from "../../errors/problem.ts";
import type { Principal } from "../../http/principal.ts";
import { readAccessToken, readRefreshToken } from "./cookies.ts";
import { hashToken } from "./sessions.ts";
import { findRefreshToken, findSession } from "./store.ts";

/**
 * Who is calling. The session is read each time, so that an ended one ends at once and role and company are never stale; requests of one
 * session that meet share the read.
 * @throws ProblemError NOT_SIGNED_IN
 */
export async function authenticate(request: FastifyRequest, context: Context): Promise<Principal> {
  const token = readAccessToken(request);
  if (token === undefined) throw new ProblemError("NOT_SIGNED_IN");
  const claims = await context.tokens.verifyAccess(token);
  if (!claims) throw new ProblemError("NOT_SIGNED_IN", { note: "the access token is not valid" });
  const { sessionId } = claims;
  const session = await context.sessionReads.read(sessionId, () => findSession(context.database, sessionId));
  if (!session || session.endedAt || session.expiresAt <= context.clock.now() || session.user.id !== claims.userId) {
    throw new ProblemError("NOT_SIGNED_IN", { note: "the session has ended" });
  }
  const { id, role, tenantId } = session.user;
  return { userId: id, sessionId, sessionEndsAt: session.expiresAt, role, tenantId };
}

/** Whether a founder's session is behind the refresh token of a request. Founder's places do not exist for anybody else. */
export async function mayBecomeFounder(request: FastifyRequest, { clock, database }: Context): Promise<boolean> {
  const token = readRefreshToken(request);
  if (token === undefined) return false;
  const stored = await findRefreshToken(database, hashToken(token));
  const session = stored && (await findSession(database, stored.sessionId));
  if (!session || session.endedAt || session.expiresAt <= clock.now()) return false;
  return session.user.role === "superuser";
}

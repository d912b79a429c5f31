import { createHash, createHmac, randomBytes } from "node:crypto";
import { deriveKey } from "../../config/secrets.ts";
import type { Context } from "../../context.ts";
import { ProblemError } from "../../errors/problem.ts";
import type { CallOrigin } from "../../origin.ts";
import { endSessions } from "./end-sessions.ts";
import { findRefreshToken, insertRefreshToken, insertSession, markExchanged } from "./store.ts";

/** Life of a session from sign-in; exchanging tokens does not prolong it. */
export const sessionSeconds = 30 * 86_400;
/** For so long parallel tabs may present the token that was just exchanged. */
export const graceSeconds = 10;

export interface OpenSession {
  readonly userId: string;
  readonly sessionId: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** Begins a session: one person on one device. */
export async function openSession(context: Context, userId: string, origin: CallOrigin): Promise<OpenSession> {
  const refreshToken = randomBytes(32).toString("base64url");
  const now = context.clock.now();
  const sessionId = await insertSession(
    context.database,
    {
      userId,
      userAgent: origin.userAgent ?? null,
      address: origin.address,
      createdAt: now,
      expiresAt: new Date(now.getTime() + sessionSeconds * 1000),
    },
    hashToken(refreshToken),
  );
  return completeSession(context, { userId, sessionId, refreshToken });
}

/**
 * Exchanges a refresh token for its one successor. A token that was exchanged before ends the whole session, because either
 * its thief or its owner already has the successor; only the directly previous token, and only for a few seconds, gets the
 * same successor again.
 * @throws ProblemError SESSION_ENDED
 */
export async function exchangeRefreshToken(context: Context, token: string | undefined): Promise<OpenSession> {
  const { clock, database } = context;
  const ended = (note: string) => new ProblemError("SESSION_ENDED", { note });
  if (token === undefined) throw ended("no refresh cookie");
  const hash = hashToken(token);
  const stored = await findRefreshToken(database, hash);
  if (!stored) throw ended("unknown refresh token");
  const { sessionId, session } = stored;
  const now = clock.now();
  if (session.endedAt || session.expiresAt <= now) throw ended("the session has ended");

  const successor = deriveSuccessor(context, token);
  const complete = () => completeSession(context, { userId: session.userId, sessionId, refreshToken: successor });
  if (await exchange(context, { hash, sessionId, successor, now })) return complete();
  if (await isWithinGrace(context, { hash, successor, now })) return complete();
  await endSessions(context, { userId: session.userId, sessionId }, "reuse");
  context.metrics.sessionReuses.inc();
  context.log.warn(
    { sessionId, userId: session.userId },
    "a superseded refresh token came back: the session was ended",
  );
  throw ended("a superseded refresh token was presented");
}

/** Ends the session that a refresh token belongs to, whichever token of it. Unknown tokens change nothing. */
export async function endSessionOf(context: Context, token: string | undefined, origin: CallOrigin): Promise<void> {
  if (token === undefined) return;
  const stored = await findRefreshToken(context.database, hashToken(token));
  if (!stored) return;
  const { sessionId, session } = stored;
  await endSessions(context, { userId: session.userId, sessionId }, "logout", { origin });
}

async function completeSession(context: Context, session: Omit<OpenSession, "accessToken">): Promise<OpenSession> {
  const { userId, sessionId } = session;
  return { ...session, accessToken: await context.tokens.signAccess({ userId, sessionId }) };
}

interface Exchange {
  readonly hash: Uint8Array<ArrayBuffer>;
  readonly successor: string;
  readonly now: Date;
}

/** Of parallel requests with the same token exactly one makes the exchange. */
function exchange({ database }: Context, { hash, sessionId, successor, now }: Exchange & { sessionId: string }) {
  return database.$transaction(async (transaction) => {
    if (!(await markExchanged(transaction, hash, now))) return false;
    await insertRefreshToken(transaction, { sessionId, hash: hashToken(successor), createdAt: now });
    return true;
  });
}

async function isWithinGrace({ database }: Context, { hash, successor, now }: Exchange): Promise<boolean> {
  const [stored, next] = await Promise.all([
    findRefreshToken(database, hash),
    findRefreshToken(database, hashToken(successor)),
  ]);
  // Once the successor has been exchanged too, this token is no longer the directly previous one.
  if (!stored?.exchangedAt || !next || next.exchangedAt) return false;
  return now.getTime() - stored.exchangedAt.getTime() <= graceSeconds * 1000;
}

/** The successor follows from the token and a key of ours, so it can be handed out twice without being stored. */
function deriveSuccessor({ pepper }: Context, token: string): string {
  return createHmac("sha256", deriveKey(pepper, "refresh-successor")).update(token).digest("base64url");
}

/** What of a refresh token is stored. */
export function hashToken(token: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash("sha256").update(token).digest());
}

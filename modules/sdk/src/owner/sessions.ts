import { ownerSessionSeconds } from "@tochka-rosta/service/handover";
import { createHash, randomBytes } from "node:crypto";
import type { Database } from "../database/database.ts";
import type { OwnerSession } from "../route/owner-session.ts";
import type { Handover } from "./handover-token.ts";

export const OWNER_COOKIE = "__Host-owner";
/** The same value for longer: it opens nothing, and tells whose form it was that a session's end interrupted. */
export const LEFT_COOKIE = "__Host-left";

/** For so long an ended session is remembered, only to keep what its owner was typing. */
export const REMEMBERED_DAYS = 7;

/** A session that has not ended. */
export interface LivingSession extends OwnerSession {
  /** Whether it names the session of the platform that it came from. */
  readonly isNamed: boolean;
}

/** Only the hash is stored, so that a leaked dump opens no door. */
function hashOf(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

/**
 * Spends a hand-over and opens a session, both in one transaction.
 * @returns the cookie's value, or undefined when the hand-over was used before
 */
export function openOwnerSession(database: Database, handover: Handover): Promise<string | undefined> {
  return database.transaction(async (queries) => {
    // An hour longer than a token lives: the clocks of database and module may differ.
    await queries.run("DELETE FROM owner_handover WHERE expires_at < now() - interval '1 hour'");
    await queries.run(`DELETE FROM owner_session WHERE expires_at < now() - interval '${REMEMBERED_DAYS} days'`);
    const spent = await queries.run(
      "INSERT INTO owner_handover (jti, expires_at) VALUES ($1, $2) ON CONFLICT DO NOTHING",
      [handover.jti, handover.expiresAt],
    );
    if (spent === 0) return undefined;
    const { source } = handover;
    const token = randomBytes(32).toString("base64url");
    await queries.run(
      `INSERT INTO owner_session (token_hash, subject, sid, expires_at)
       VALUES ($1, $2, $3, LEAST(now() + make_interval(secs => $4), $5))`,
      [hashOf(token), handover.subject, source?.sid ?? null, ownerSessionSeconds, source?.endsAt ?? null],
    );
    return token;
  });
}

/** The session behind a cookie's value, if it lives. */
export async function findOwnerSession(
  database: Database,
  token: string | undefined,
): Promise<LivingSession | undefined> {
  if (token === undefined || token === "") return undefined;
  return database.row<LivingSession>(
    `SELECT subject, sid IS NOT NULL AS "isNamed" FROM owner_session WHERE token_hash = $1 AND expires_at > now()`,
    [hashOf(token)],
  );
}

/** Whose session it was, when it has ended not long ago. It opens nothing: what was typed in it is kept for them. */
export async function findEndedSubject(database: Database, token: string | undefined): Promise<string | undefined> {
  if (token === undefined || token === "") return undefined;
  const row = await database.row<{ subject: string }>(
    `SELECT subject FROM owner_session
     WHERE token_hash = $1 AND expires_at <= now() AND expires_at > now() - interval '${REMEMBERED_DAYS} days'`,
    [hashOf(token)],
  );
  return row?.subject;
}

/**
 * Ends the sessions that came from these of the platform.
 * @param before ends all that were opened at this time or earlier, too; seconds since 1970
 * @returns how many ended
 */
export async function closeEndedSessions(
  database: Database,
  sids: readonly string[],
  before: number | undefined,
): Promise<number> {
  if (sids.length === 0 && before === undefined) return 0;
  return database.run(
    `UPDATE owner_session SET expires_at = now()
     WHERE expires_at > now() AND (sid = ANY($1) OR created_at <= to_timestamp($2))`,
    [sids, before ?? null],
  );
}

/** Ends a session for good. */
export async function closeOwnerSession(database: Database, token: string | undefined): Promise<void> {
  if (token === undefined) return;
  await database.run("UPDATE owner_session SET expires_at = now() WHERE token_hash = $1 AND expires_at > now()", [
    hashOf(token),
  ]);
}

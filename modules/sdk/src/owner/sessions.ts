import { createHash, randomBytes } from "node:crypto";
import type { Database } from "../database/database.ts";
import type { OwnerSession } from "../route/owner-session.ts";
import type { Handover } from "./handover-token.ts";

export const OWNER_COOKIE = "__Host-owner";
export const OWNER_SESSION_SECONDS = 12 * 60 * 60;

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
    await queries.run("DELETE FROM owner_session WHERE expires_at < now()");
    const spent = await queries.run(
      "INSERT INTO owner_handover (jti, expires_at) VALUES ($1, $2) ON CONFLICT DO NOTHING",
      [handover.jti, handover.expiresAt],
    );
    if (spent === 0) return undefined;
    const token = randomBytes(32).toString("base64url");
    await queries.run(
      "INSERT INTO owner_session (token_hash, subject, expires_at) VALUES ($1, $2, now() + make_interval(secs => $3))",
      [hashOf(token), handover.subject, OWNER_SESSION_SECONDS],
    );
    return token;
  });
}

/** The session behind a cookie's value, if it lives. */
export async function findOwnerSession(
  database: Database,
  token: string | undefined,
): Promise<OwnerSession | undefined> {
  if (token === undefined || token === "") return undefined;
  return database.row<OwnerSession>("SELECT subject FROM owner_session WHERE token_hash = $1 AND expires_at > now()", [
    hashOf(token),
  ]);
}

/** Ends a session for good. */
export async function closeOwnerSession(database: Database, token: string | undefined): Promise<void> {
  if (token !== undefined) await database.run("DELETE FROM owner_session WHERE token_hash = $1", [hashOf(token)]);
}

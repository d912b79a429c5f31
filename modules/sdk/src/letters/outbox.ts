import { createHash } from "node:crypto";
import type { Queries } from "../database/database.ts";
import type { ComposedLetter } from "./letter.ts";

/** A letter that is due, taken for sending. */
export interface DueLetter {
  readonly id: string;
  readonly content: ComposedLetter;
  readonly attempts: number;
}

/** What became of one attempt. */
export type Attempt =
  | { readonly outcome: "accepted" }
  /** For good: the address does not exist, the relay wants none of it. */
  | { readonly outcome: "refused"; readonly reason: string; readonly isAddressDead: boolean }
  | { readonly outcome: "postponed"; readonly reason: string; readonly retryAfterSeconds: number | undefined };

/** Waiting letters of one site, and letters of one address within an hour. */
export const outboxLimits = { waiting: 1_000, perAddressPerHour: 10 } as const;

const defaultValiditySeconds = 3 * 86_400;
/** Whoever took a letter and died is waited for so long. */
const leaseSeconds = 120;
const retrySeconds = [60, 300, 900, 3_600, 3 * 3_600, 6 * 3_600];
/** Rows, without the letter's content, are the owner's record. */
const recordDays = 90;

/** Addresses are suppressed by hash, so that one is not written to again though everything else of its buyer was erased. */
export function hashAddress(address: string): Buffer {
  return createHash("sha256").update(address.toLowerCase()).digest();
}

export async function isSuppressed(queries: Queries, address: string): Promise<boolean> {
  const sql = "SELECT 1 FROM letter_suppression WHERE address_hash = $1";
  return (await queries.row(sql, [hashAddress(address)])) !== undefined;
}

/** Whether one letter more would be too many, for the site or for the address. */
export async function isOutboxFull(queries: Queries, address: string, now: Date): Promise<boolean> {
  const row = await queries.row<{ waiting: number; recent: number }>(
    `SELECT count(*) FILTER (WHERE state = 'waiting') AS waiting,
       count(*) FILTER (WHERE recipient = $1 AND created_at > $2) AS recent
     FROM letter WHERE state = 'waiting' OR created_at > $2`,
    [address, new Date(now.getTime() - 3_600_000)],
  );
  return (row?.waiting ?? 0) >= outboxLimits.waiting || (row?.recent ?? 0) >= outboxLimits.perAddressPerHour;
}

/** Keeps a letter in the caller's transaction: it is sent if that is committed, and only then. */
export async function insertLetter(
  queries: Queries,
  letter: ComposedLetter,
  {
    now,
    validForSeconds = defaultValiditySeconds,
  }: { readonly now: Date; readonly validForSeconds: number | undefined },
): Promise<string> {
  const expiresAt = new Date(now.getTime() + validForSeconds * 1000);
  const row = await queries.row<{ id: string }>(
    `INSERT INTO letter (recipient, subject, content, state, created_at, due_at, expires_at)
     VALUES ($1, $2, $3, 'waiting', $4, $4, $5) RETURNING id`,
    [letter.to, letter.subject, JSON.stringify(letter), now, expiresAt],
  );
  return row?.id ?? "";
}

/** Takes up to so many due letters for this process; what has run out is ended on the way. */
export async function takeDue(queries: Queries, now: Date, most: number): Promise<DueLetter[]> {
  await queries.run(
    "UPDATE letter SET state = 'expired', content = NULL, finished_at = $1 WHERE state = 'waiting' AND expires_at <= $1",
    [now],
  );
  return queries.rows<DueLetter>(
    `UPDATE letter SET attempts = attempts + 1, due_at = $2 WHERE id IN (
       SELECT id FROM letter WHERE state = 'waiting' AND due_at <= $1 ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED)
     RETURNING id, content, attempts`,
    [now, new Date(now.getTime() + leaseSeconds * 1000), most],
  );
}

/** Notes what became of an attempt. A letter that is over keeps no content. */
export async function settleAttempt(queries: Queries, letter: DueLetter, attempt: Attempt, now: Date): Promise<void> {
  if (attempt.outcome === "postponed") {
    const planned = retrySeconds[Math.min(letter.attempts, retrySeconds.length) - 1] ?? 60;
    const seconds = Math.max(planned, attempt.retryAfterSeconds ?? 0);
    await queries.run("UPDATE letter SET due_at = $2, reason = $3 WHERE id = $1 AND state = 'waiting'", [
      letter.id,
      new Date(now.getTime() + seconds * 1000),
      attempt.reason,
    ]);
    return;
  }
  const reason = attempt.outcome === "refused" ? attempt.reason : null;
  await queries.run(
    `UPDATE letter SET state = $2, reason = $3, content = NULL, finished_at = $4 WHERE id = $1 AND state = 'waiting'`,
    [letter.id, attempt.outcome, reason, now],
  );
  if (attempt.outcome !== "refused" || !attempt.isAddressDead) return;
  await queries.run(
    "INSERT INTO letter_suppression (address_hash, reason, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
    [hashAddress(letter.content.to), attempt.reason, now],
  );
}

/** When the next letter is due; undefined while none waits. */
export async function findNextDue(queries: Queries): Promise<Date | undefined> {
  const sql = "SELECT min(due_at) AS due FROM letter WHERE state = 'waiting'";
  return (await queries.row<{ due: Date | null }>(sql))?.due ?? undefined;
}

export async function forgetOldLetters(queries: Queries, now: Date): Promise<void> {
  const before = new Date(now.getTime() - recordDays * 86_400_000);
  await queries.run("DELETE FROM letter WHERE state <> 'waiting' AND finished_at < $1", [before]);
}

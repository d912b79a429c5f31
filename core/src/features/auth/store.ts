import { countCodePoints } from "@tochka-rosta/texts";
import type { Queryable } from "../../database/client.ts";
import type { EmploymentType } from "../../generated/prisma/client.ts";
import { tenantNameLimits } from "../tenants/schemas.ts";
import type { CodePurpose } from "./schemas.ts";

/** The newest code of a phone and purpose: a newer one makes the older worthless. */
export function findNewestCode(database: Queryable, phone: string, purpose: CodePurpose) {
  return database.oneTimeCode.findFirst({
    where: { phone, purpose },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
  });
}

export async function insertCode(
  database: Queryable,
  code: { phone: string; purpose: CodePurpose; codeHash: Uint8Array<ArrayBuffer>; createdAt: Date; expiresAt: Date },
): Promise<string> {
  const { id } = await database.oneTimeCode.create({ data: code, select: { id: true } });
  return id;
}

export async function deleteCode(database: Queryable, id: string): Promise<void> {
  await database.oneTimeCode.deleteMany({ where: { id } });
}

/** Takes one of the code's tries; false when none is left, or the code is used or expired. Safe under parallel guesses. */
export async function takeTry(database: Queryable, id: string, maxTries: number, now: Date): Promise<boolean> {
  const { count } = await database.oneTimeCode.updateMany({
    where: { id, consumedAt: null, expiresAt: { gt: now }, tries: { lt: maxTries } },
    data: { tries: { increment: 1 } },
  });
  return count === 1;
}

/** Gives a try back after the right code, so that a refusal for another reason does not use the code up. */
export async function returnTry(database: Queryable, id: string): Promise<void> {
  await database.oneTimeCode.updateMany({ where: { id }, data: { tries: { decrement: 1 } } });
}

/** Uses a code up; false when somebody else did it first. */
export async function markCodeConsumed(database: Queryable, id: string, now: Date): Promise<boolean> {
  const { count } = await database.oneTimeCode.updateMany({
    where: { id, consumedAt: null, expiresAt: { gt: now } },
    data: { consumedAt: now },
  });
  return count === 1;
}

export function findUserByPhone(database: Queryable, phone: string) {
  return database.user.findUnique({ where: { phone }, select: { id: true, passwordHash: true } });
}

export function findUserWithTenant(database: Queryable, id: string) {
  return database.user.findUnique({ where: { id }, include: { tenant: true } });
}

export async function setPasswordHash(database: Queryable, userId: string, passwordHash: string): Promise<void> {
  await database.user.update({ where: { id: userId }, data: { passwordHash } });
}

/** The session and its person, as they are now; null when there is no such session. */
export function findSession(database: Queryable, id: string) {
  return database.session.findUnique({
    where: { id },
    select: {
      endedAt: true,
      expiresAt: true,
      user: { select: { id: true, role: true, tenantId: true } },
    },
  });
}

export async function insertSession(
  database: Queryable,
  session: { userId: string; userAgent: string | null; address: string; createdAt: Date; expiresAt: Date },
  tokenHash: Uint8Array<ArrayBuffer>,
): Promise<string> {
  const { id } = await database.session.create({
    data: { ...session, tokens: { create: { hash: tokenHash, createdAt: session.createdAt } } },
    select: { id: true },
  });
  return id;
}

export function findRefreshToken(database: Queryable, hash: Uint8Array<ArrayBuffer>) {
  return database.refreshToken.findUnique({
    where: { hash },
    select: {
      sessionId: true,
      exchangedAt: true,
      session: { select: { userId: true, endedAt: true, expiresAt: true } },
    },
  });
}

/** Marks a token as exchanged; false when it was already, by a parallel request perhaps. */
export async function markExchanged(database: Queryable, hash: Uint8Array<ArrayBuffer>, now: Date): Promise<boolean> {
  const { count } = await database.refreshToken.updateMany({
    where: { hash, exchangedAt: null },
    data: { exchangedAt: now },
  });
  return count === 1;
}

export async function insertRefreshToken(
  database: Queryable,
  token: { sessionId: string; hash: Uint8Array<ArrayBuffer>; createdAt: Date },
): Promise<void> {
  await database.refreshToken.create({ data: token });
}

export type SessionEndReason = "logout" | "everywhere" | "reset" | "reuse";

/** Marks a person's living sessions as ended, or one of them; returns how many. `endSessions` also tells whoever
 * serves them at this moment; without it (a command beside the core) replicas and modules find out at their next check. */
export async function markSessionsEnded(
  database: Queryable,
  { userId, sessionId }: { readonly userId: string; readonly sessionId: string | null },
  reason: SessionEndReason,
  now: Date,
): Promise<number> {
  const { count } = await database.session.updateMany({
    where: { userId, endedAt: null, ...(sessionId !== null && { id: sessionId }) },
    data: { endedAt: now, endReason: reason },
  });
  return count;
}

/** Of these sessions, those that have not ended. */
export async function findLivingSessions(database: Queryable, ids: readonly string[], now: Date): Promise<string[]> {
  const rows = await database.session.findMany({
    where: { id: { in: [...ids] }, endedAt: null, expiresAt: { gt: now } },
    select: { id: true },
  });
  return rows.map(({ id }) => id);
}

/** Notes that modules may hold a session that came from this one. */
export async function noteHandover(database: Queryable, sessionId: string, now: Date): Promise<void> {
  await database.sessionHandover.upsert({
    where: { sessionId },
    create: { sessionId, handedOverAt: now },
    update: { handedOverAt: now },
  });
}

/** Sessions handed over since a time that have ended or are gone, the latest hand-over first. */
export function findEndedHandovers(database: Queryable, since: Date, most: number) {
  return database.$queryRaw<{ sessionId: string; handedOverAt: Date }[]>`
    SELECT h.session_id AS "sessionId", h.handed_over_at AS "handedOverAt"
    FROM session_handovers h LEFT JOIN sessions s ON s.id = h.session_id
    WHERE h.handed_over_at > ${since} AND (s.id IS NULL OR s.ended_at IS NOT NULL)
    ORDER BY h.handed_over_at DESC LIMIT ${most}`;
}

/** Forgets hand-overs before a time: no module's session that came from them lives. */
export async function deleteHandovers(database: Queryable, before: Date): Promise<void> {
  await database.sessionHandover.deleteMany({ where: { handedOverAt: { lt: before } } });
}

/** Remembers that a browser, which holds the token, has proved a phone. */
export async function insertPhoneProof(
  database: Queryable,
  proof: { tokenHash: Uint8Array<ArrayBuffer>; phone: string; createdAt: Date; expiresAt: Date },
): Promise<void> {
  await database.phoneProof.create({ data: proof });
}

/** The phone that a token proves, and until when; null when it proves none any more. */
export function findPhoneProof(database: Queryable, tokenHash: Uint8Array<ArrayBuffer>, now: Date) {
  return database.phoneProof.findFirst({
    where: { tokenHash, expiresAt: { gt: now } },
    select: { phone: true, expiresAt: true },
  });
}

/** Lets a proof end at a time. Ending one that is gone changes nothing. */
export async function endPhoneProof(
  database: Queryable,
  tokenHash: Uint8Array<ArrayBuffer>,
  expiresAt: Date,
): Promise<void> {
  await database.phoneProof.updateMany({ where: { tokenHash, expiresAt: { gt: expiresAt } }, data: { expiresAt } });
}

/** Deletes what nobody can use any more: proofs of phones that are over, codes a day after they expired, sessions a week after they ended. */
export async function deleteExpired(database: Queryable, now: Date): Promise<void> {
  const daysAgo = (days: number): Date => new Date(now.getTime() - days * 86_400_000);
  await database.phoneProof.deleteMany({ where: { expiresAt: { lt: now } } });
  await database.oneTimeCode.deleteMany({ where: { expiresAt: { lt: daysAgo(1) } } });
  await database.session.deleteMany({
    where: { OR: [{ expiresAt: { lt: daysAgo(7) } }, { endedAt: { lt: daysAgo(7) } }] },
  });
}

/** What {@link insertOwner} stores; `consent` is what the person agreed to. */
export interface NewOwner {
  readonly phone: string;
  /** The person's own name where there is none. */
  readonly companyName?: string;
  readonly passwordHash: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly employmentType: EmploymentType;
  readonly subdomain: string;
  readonly consent: {
    readonly purpose: string;
    readonly version: string;
    readonly textHash: string;
    readonly address: string;
  };
  readonly now: Date;
}

/** Makes a company on trial and its owner with their consent. The database refuses a phone or subdomain that is taken. */
export async function insertOwner(database: Queryable, { now, subdomain, consent, ...owner }: NewOwner) {
  const { phone, passwordHash, firstName, lastName, employmentType } = owner;
  const both = `${firstName} ${lastName}`;
  // A company's name is never a cut one: where both names are too long for it, one of them is.
  const ofOwner = countCodePoints(both) <= tenantNameLimits.maxLength ? both : lastName;
  const name = owner.companyName ?? ofOwner;
  const tenant = await database.tenant.create({ data: { name, subdomain, status: "trial", createdAt: now } });
  const { purpose, version, textHash, address } = consent;
  const user = await database.user.create({
    data: {
      phone,
      phoneVerifiedAt: now,
      passwordHash,
      firstName,
      lastName,
      employmentType,
      role: "owner",
      tenantId: tenant.id,
      createdAt: now,
      consents: { create: { purpose, version, textHash, address, acceptedAt: now } },
    },
    select: { id: true },
  });
  return { user, tenant };
}

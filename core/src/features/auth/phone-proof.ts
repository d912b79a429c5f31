import { randomBytes } from "node:crypto";
import type { Context } from "../../context.ts";
import type { Transaction } from "../../database/client.ts";
import { ProblemError } from "../../errors/problem.ts";
import { hashToken } from "./sessions.ts";
import { endPhoneProof, findPhoneProof, findUserByPhone, insertPhoneProof } from "./store.ts";

/** How long a proved phone may be registered without a new code. */
export const proofSeconds = 7200;
/** How long the proof outlives its registration: an answer that was lost on the way can be asked for again. */
const repeatSeconds = 600;

/** Remembers that whoever holds the token that is given back holds the phone. */
export async function keepPhoneProof({ clock, database }: Context, phone: string): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  const createdAt = clock.now();
  const expiresAt = new Date(createdAt.getTime() + proofSeconds * 1000);
  await insertPhoneProof(database, { tokenHash: hashToken(token), phone, createdAt, expiresAt });
  return token;
}

/** A phone that a browser has proved. */
export interface PhoneProof {
  readonly phone: string;
  readonly expiresInSeconds: number;
  /** The account that the phone has meanwhile. */
  readonly userId: string | undefined;
  /** Uses the proof up, save for a repetition of the same request. */
  readonly use: (transaction: Transaction) => Promise<void>;
}

/**
 * What a token proves.
 *
 * @throws ProblemError REGISTRATION_ENDED
 */
export async function readPhoneProof(context: Context, token: string | undefined): Promise<PhoneProof> {
  const { clock, database } = context;
  const now = clock.now();
  const tokenHash = token === undefined ? undefined : hashToken(token);
  const stored = tokenHash && (await findPhoneProof(database, tokenHash, now));
  if (!tokenHash || !stored) throw new ProblemError("REGISTRATION_ENDED");
  const user = await findUserByPhone(database, stored.phone);
  return {
    phone: stored.phone,
    expiresInSeconds: Math.ceil((stored.expiresAt.getTime() - now.getTime()) / 1000),
    userId: user?.id,
    use: (transaction) => endPhoneProof(transaction, tokenHash, new Date(now.getTime() + repeatSeconds * 1000)),
  };
}

/** Lets a proof be none any more: its holder wants another number. */
export async function dropPhoneProof({ clock, database }: Context, token: string | undefined): Promise<void> {
  if (token !== undefined) await endPhoneProof(database, hashToken(token), clock.now());
}

import { createHmac, randomInt, timingSafeEqual } from "node:crypto";
import { deriveKey } from "../../config/secrets.ts";
import type { Context } from "../../context.ts";
import type { Transaction } from "../../database/client.ts";
import { ProblemError, tooManyRequests } from "../../errors/problem.ts";
import { phoneKey } from "./phone-key.ts";
import type { CodePurpose } from "./schemas.ts";
import { deleteCode, findNewestCode, insertCode, markCodeConsumed, returnTry, takeTry } from "./store.ts";

/** Life of a code, NIST SP 800-63B. */
export const codeSeconds = 300;
/** Guesses per code. */
export const maxTries = 3;
/** Codes per phone in a window, over all purposes. */
export const codesPerPhone = { count: 6, windowSeconds: 600 } as const;
/** Wrong codes per phone in a window: new codes do not buy new guesses without end. */
const wrongCodesPerPhone = { count: 15, windowSeconds: 3600 } as const;
const firstResendSeconds = 60;

interface CodeRequest {
  readonly phone: string;
  readonly purpose: CodePurpose;
}

/**
 * Makes a code and sends it. Nothing in the answer, nor the work done, depends on whether the phone is known.
 * @throws ProblemError CODE_RECENTLY_SENT, TOO_MANY_REQUESTS, CODE_NOT_SENT
 */
export async function issueCode(context: Context, { phone, purpose }: CodeRequest) {
  const { clock, codes, database, metrics } = context;
  await checkResendDelay(context, { phone, purpose });
  await countCode(context, phone);
  const code = String(randomInt(1_000_000)).padStart(6, "0");
  const now = clock.now();
  const expiresAt = new Date(now.getTime() + codeSeconds * 1000);
  const codeHash = hashCode(context, { phone, purpose }, code);
  const id = await insertCode(database, { phone, purpose, codeHash, createdAt: now, expiresAt });
  try {
    await codes.send({ phone, code, purpose });
  } catch (error) {
    // A code that never left must not make its owner wait for the next one.
    await deleteCode(database, id);
    metrics.codesSent.inc({ purpose, outcome: "failed" });
    throw new ProblemError("CODE_NOT_SENT", { cause: error, retryAfterSeconds: 60 });
  }
  metrics.codesSent.inc({ purpose, outcome: "sent" });
  return { resendAfterSeconds: firstResendSeconds, expiresInSeconds: codeSeconds, delivery: codes.delivery };
}

/**
 * Checks a code without using it up.
 * @returns the code's id, for {@link consumeCode} in the transaction of the change
 * @throws ProblemError CODE_WRONG, TOO_MANY_REQUESTS
 */
export async function checkCode(context: Context, request: CodeRequest, code: string): Promise<string> {
  const { clock, counters, database } = context;
  const wrongKey = `wrong-code:${phoneKey(context, request.phone)}`;
  const { count, resetSeconds } = await counters.peek(wrongKey);
  if (count >= wrongCodesPerPhone.count) throw tooManyRequests(resetSeconds);
  const stored = await findNewestCode(database, request.phone, request.purpose);
  const hasTry = stored !== null && (await takeTry(database, stored.id, maxTries, clock.now()));
  const expected = hashCode(context, request, code);
  if (stored === null || !hasTry || !isEqual(stored.codeHash, expected)) {
    await counters.hit(wrongKey, wrongCodesPerPhone.windowSeconds);
    throw new ProblemError("CODE_WRONG");
  }
  await returnTry(database, stored.id);
  return stored.id;
}

/** Uses a checked code up; throws CODE_WRONG when a parallel request did it first. */
export async function consumeCode(context: Context, transaction: Transaction, id: string): Promise<void> {
  if (!(await markCodeConsumed(transaction, id, context.clock.now()))) throw new ProblemError("CODE_WRONG");
}

async function checkResendDelay({ clock, database, metrics }: Context, { phone, purpose }: CodeRequest): Promise<void> {
  const previous = await findNewestCode(database, phone, purpose);
  if (!previous || previous.consumedAt) return;
  const age = (clock.now().getTime() - previous.createdAt.getTime()) / 1000;
  if (age >= firstResendSeconds) return;
  const seconds = Math.ceil(firstResendSeconds - age);
  metrics.codesSent.inc({ purpose, outcome: "limited" });
  throw new ProblemError("CODE_RECENTLY_SENT", { values: { seconds }, retryAfterSeconds: seconds });
}

async function countCode(context: Context, phone: string): Promise<void> {
  const { count, windowSeconds } = codesPerPhone;
  const hits = await context.counters.hit(`code:${phoneKey(context, phone)}`, windowSeconds);
  if (hits.count > count) throw tooManyRequests(hits.resetSeconds);
}

function hashCode({ pepper }: Context, { phone, purpose }: CodeRequest, code: string): Uint8Array<ArrayBuffer> {
  const key = deriveKey(pepper, "one-time-code");
  return new Uint8Array(createHmac("sha256", key).update(`${purpose}\n${phone}\n${code}`).digest());
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

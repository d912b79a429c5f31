import { createHmac, randomInt, timingSafeEqual } from "node:crypto";
import { networkOf } from "@tochka-rosta/service/net";
import { deriveKey } from "../../config/secrets.ts";
import type { Context } from "../../context.ts";
import type { Transaction } from "../../database/client.ts";
import { ProblemError, tooManyRequests } from "../../errors/problem.ts";
import { phoneKey } from "./phone-key.ts";
import type { CodePurpose } from "./schemas.ts";
import { deleteCode, findNewestCode, insertCode, markCodeConsumed, returnTry, takeTry } from "./store.ts";

/** Life of a code, NIST SP 800-63B. */
export const codeSeconds = 300;
/** Guesses per code from one network, and from all together: a stranger who guesses leaves the phone's owner theirs. */
const maxTries = { perNetwork: 3, inAll: 6 } as const;
/** Codes that one network may have sent to a phone in a window, over all purposes. */
const codesPerNetwork = { count: 6, windowSeconds: 600 } as const;
/** And all networks together, per purpose: it bounds what guessers with many networks get (6 guesses a code), and what a phone is pestered with. */
const codesPerPhone = { count: 24, windowSeconds: 86_400 } as const;
/** Wrong codes for a phone from one network in a window, per purpose: new codes do not buy new guesses without end. */
const wrongCodesPerNetwork = { count: 15, windowSeconds: 3600 } as const;
const hourSeconds = 3600;
const firstResendSeconds = 60;

interface CodeRequest {
  readonly phone: string;
  readonly purpose: CodePurpose;
  /** Where the request came from. */
  readonly address: string;
}

/**
 * Makes a code and sends it. Nothing in the answer, nor the work done, depends on whether the phone is known.
 * @throws ProblemError CODE_RECENTLY_SENT, TOO_MANY_REQUESTS, CODES_PAUSED, CODE_NOT_SENT
 */
export async function issueCode(context: Context, request: CodeRequest) {
  const { phone, purpose } = request;
  const { clock, codes, database, metrics } = context;
  await checkResendDelay(context, request);
  await countCode(context, request);
  const code = String(randomInt(1_000_000)).padStart(6, "0");
  const now = clock.now();
  const expiresAt = new Date(now.getTime() + codeSeconds * 1000);
  const codeHash = hashCode(context, request, code);
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
 * @throws ProblemError CODE_WRONG, CODE_SPENT, CODE_EXPIRED, TOO_MANY_REQUESTS
 */
export async function checkCode(context: Context, request: CodeRequest, code: string): Promise<string> {
  const { clock, counters, database } = context;
  const { phone, purpose, address } = request;
  const network = networkOf(address);
  const stored = await findNewestCode(database, phone, purpose);
  // Where no code lives there is nothing to guess, and so nothing to count against anybody.
  if (!stored || stored.consumedAt || stored.expiresAt <= clock.now()) throw refuseCode("CODE_EXPIRED", stored, clock);
  const wrongKey = `wrong-code:${purpose}:${phoneKey(context, phone)}:${network}`;
  const wrong = await counters.peek(wrongKey);
  if (wrong.count >= wrongCodesPerNetwork.count) throw tooManyRequests(wrong.resetSeconds);
  const triesKey = `code-try:${stored.id}:${network}`;
  const tries = await counters.hit(triesKey, codeSeconds);
  const hasTry =
    tries.count <= maxTries.perNetwork && (await takeTry(database, stored.id, maxTries.inAll, clock.now()));
  if (!hasTry || !isEqual(stored.codeHash, hashCode(context, request, code))) {
    await counters.hit(wrongKey, wrongCodesPerNetwork.windowSeconds);
    const left = hasTry ? maxTries.perNetwork - tries.count : 0;
    if (left <= 0) throw refuseCode("CODE_SPENT", stored, clock);
    throw new ProblemError("CODE_WRONG", { values: { tries: left }, facts: { tries_left: left } });
  }
  await returnTry(database, stored.id);
  await counters.reset(triesKey);
  return stored.id;
}

/** Uses a checked code up; throws CODE_EXPIRED when a parallel request did it first. */
export async function consumeCode(context: Context, transaction: Transaction, id: string): Promise<void> {
  if (!(await markCodeConsumed(transaction, id, context.clock.now()))) throw new ProblemError("CODE_EXPIRED");
}

/** What to say of a code that nobody can use any more, and when a new one can be had. */
function refuseCode(
  code: "CODE_SPENT" | "CODE_EXPIRED",
  stored: { readonly createdAt: Date; readonly consumedAt: Date | null } | null,
  clock: Context["clock"],
): ProblemError {
  const seconds = stored && !stored.consumedAt ? waitForNextCode(stored.createdAt, clock.now()) : 0;
  return new ProblemError(code, { facts: { retry_after_seconds: seconds } });
}

/** Seconds until a new code can be had, 0 when that is now. */
function waitForNextCode(previousAt: Date, now: Date): number {
  return Math.max(0, Math.ceil(firstResendSeconds - (now.getTime() - previousAt.getTime()) / 1000));
}

async function checkResendDelay({ clock, database, metrics }: Context, { phone, purpose }: CodeRequest): Promise<void> {
  const previous = await findNewestCode(database, phone, purpose);
  if (!previous || previous.consumedAt) return;
  const seconds = waitForNextCode(previous.createdAt, clock.now());
  if (seconds === 0) return;
  metrics.codesSent.inc({ purpose, outcome: "limited" });
  throw new ProblemError("CODE_RECENTLY_SENT", { values: { seconds }, retryAfterSeconds: seconds });
}

/** Counts a code that is about to be sent; the sum over all phones last, so that refused ones do not use it up. */
async function countCode(context: Context, { phone, purpose, address }: CodeRequest): Promise<void> {
  const { config, counters, metrics } = context;
  const key = phoneKey(context, phone);
  const byNetwork = await counters.hit(`code:${key}:${networkOf(address)}`, codesPerNetwork.windowSeconds);
  if (byNetwork.count > codesPerNetwork.count) throw tooManyRequests(byNetwork.resetSeconds);
  const byPhone = await counters.hit(`code:${purpose}:${key}`, codesPerPhone.windowSeconds);
  if (byPhone.count > codesPerPhone.count) throw tooManyRequests(byPhone.resetSeconds);
  const inAll = await counters.hit("code:all", hourSeconds);
  if (inAll.count <= config.codesPerHour) return;
  metrics.codesSent.inc({ purpose, outcome: "paused" });
  throw new ProblemError("CODES_PAUSED", { retryAfterSeconds: inAll.resetSeconds });
}

function hashCode(
  { pepper }: Context,
  { phone, purpose }: Omit<CodeRequest, "address">,
  code: string,
): Uint8Array<ArrayBuffer> {
  const key = deriveKey(pepper, "one-time-code");
  return new Uint8Array(createHmac("sha256", key).update(`${purpose}\n${phone}\n${code}`).digest());
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

import type { Context } from "../../context.ts";
import { ProblemError, tooManyRequests } from "../../errors/problem.ts";
import { checkCode, consumeCode } from "./one-time-codes.ts";
import { phoneKey } from "./phone-key.ts";
import { findUserByPhone } from "./store.ts";

/** Wrong passwords per phone in a window. Per phone, not per address: guessers have many addresses. */
export const wrongPasswordsPerPhone = { count: 10, windowSeconds: 900 } as const;

/**
 * The person with this phone and password. Known and unknown phones take the same work and get the same refusal.
 * @throws ProblemError PHONE_OR_PASSWORD_WRONG, TOO_MANY_REQUESTS
 */
export async function checkPassword(context: Context, phone: string, password: string): Promise<string> {
  const { counters, database, metrics, passwords } = context;
  const key = `wrong-password:${phoneKey(context, phone)}`;
  const { count, resetSeconds } = await counters.peek(key);
  if (count >= wrongPasswordsPerPhone.count) throw tooManyRequests(resetSeconds);
  const user = await findUserByPhone(database, phone);
  const isRight = await passwords.verify(user?.passwordHash ?? null, password);
  if (!user || !isRight) {
    await counters.hit(key, wrongPasswordsPerPhone.windowSeconds);
    metrics.logins.inc({ method: "password", outcome: "refused" });
    throw new ProblemError("PHONE_OR_PASSWORD_WRONG");
  }
  await counters.reset(key);
  metrics.logins.inc({ method: "password", outcome: "accepted" });
  return user.id;
}

/**
 * The person with this phone, proved by a code.
 * @throws ProblemError CODE_WRONG, TOO_MANY_REQUESTS, and NOT_REGISTERED once the code has proved whose phone it is
 */
export async function checkLoginCode(context: Context, phone: string, code: string): Promise<string> {
  const codeId = await checkCode(context, { phone, purpose: "login" }, code);
  const user = await findUserByPhone(context.database, phone);
  await context.database.$transaction((transaction) => consumeCode(context, transaction, codeId));
  if (!user) throw new ProblemError("NOT_REGISTERED");
  context.metrics.logins.inc({ method: "code", outcome: "accepted" });
  return user.id;
}

import { networkOf } from "@tochka-rosta/service/net";
import type { Context } from "../../context.ts";
import type { Hits } from "../../store/counters.ts";
import { ProblemError } from "../../errors/problem.ts";
import { checkCode, consumeCode } from "./one-time-codes.ts";
import { phoneKey } from "./phone-key.ts";
import { findUserByPhone } from "./store.ts";

/** Wrong passwords for a phone from one network in a window: whoever guesses is held, and the phone's owner elsewhere is not. */
const wrongPasswordsPerNetwork = { count: 10, windowSeconds: 900 } as const;
/** And from all networks together, for guessers who have many. Codes and recovery go on: the owner is never locked out. */
const wrongPasswordsPerPhone = { count: 100, windowSeconds: 3600 } as const;

/**
 * The person with this phone and password. Known and unknown phones take the same work and get the same refusal.
 * @throws ProblemError PHONE_OR_PASSWORD_WRONG, PASSWORD_TRIES_SPENT
 */
export async function checkPassword(
  context: Context,
  { phone, password, address }: { readonly phone: string; readonly password: string; readonly address: string },
): Promise<string> {
  const { counters, database, metrics, passwords } = context;
  const phoneTries = `wrong-password:${phoneKey(context, phone)}`;
  const networkTries = `${phoneTries}:${networkOf(address)}`;
  // Counted before it is known to be wrong: tries that come at once must not all find the count below its limit.
  refuseAbove(wrongPasswordsPerNetwork.count, await counters.hit(networkTries, wrongPasswordsPerNetwork.windowSeconds));
  refuseAbove(wrongPasswordsPerPhone.count - 1, await counters.peek(phoneTries));
  const user = await findUserByPhone(database, phone);
  const isRight = await passwords.verify(user?.passwordHash ?? null, password);
  if (!user || !isRight) {
    await counters.hit(phoneTries, wrongPasswordsPerPhone.windowSeconds);
    metrics.logins.inc({ method: "password", outcome: "refused" });
    throw new ProblemError("PHONE_OR_PASSWORD_WRONG");
  }
  await counters.reset(networkTries);
  metrics.logins.inc({ method: "password", outcome: "accepted" });
  return user.id;
}

function refuseAbove(most: number, { count, resetSeconds }: Hits): void {
  if (count <= most) return;
  const values = { minutes: Math.ceil(resetSeconds / 60) };
  throw new ProblemError("PASSWORD_TRIES_SPENT", { values, retryAfterSeconds: resetSeconds });
}

/**
 * The person with this phone, proved by a code.
 * @throws ProblemError those of {@link checkCode}, and NOT_REGISTERED once the code has proved whose phone it is
 */
export async function checkLoginCode(
  context: Context,
  { phone, code, address }: { readonly phone: string; readonly code: string; readonly address: string },
): Promise<string> {
  const codeId = await checkCode(context, { phone, purpose: "login", address }, code);
  const user = await findUserByPhone(context.database, phone);
  await context.database.$transaction((transaction) => consumeCode(context, transaction, codeId));
  if (!user) throw new ProblemError("NOT_REGISTERED");
  countCodeLogin(context);
  return user.id;
}

/** Counts somebody who signed in by a code. */
export function countCodeLogin({ metrics }: Context): void {
  metrics.logins.inc({ method: "code", outcome: "accepted" });
}

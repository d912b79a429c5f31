import type { Context } from "../../context.ts";
import { writeAudit } from "../../database/audit.ts";
import { ProblemError } from "../../errors/problem.ts";
import type { CallOrigin } from "../../origin.ts";
import { checkCode, consumeCode } from "./one-time-codes.ts";
import { checkPasswordPolicy } from "./password-policy.ts";
import { readPhone } from "./phone.ts";
import { endSessions } from "./end-sessions.ts";
import { findUserByPhone, setPasswordHash } from "./store.ts";

/**
 * Gives the owner of a phone a new password and ends all their sessions.
 * @throws ProblemError those of {@link checkCode}, VALIDATION_FAILED, and NOT_REGISTERED once the code has proved whose phone it is
 */
export async function replacePassword(
  context: Context,
  input: { readonly phone: string; readonly code: string; readonly password: string },
  origin: CallOrigin,
): Promise<string> {
  const phone = readPhone(input.phone);
  checkPasswordPolicy(input.password, phone);
  const codeId = await checkCode(context, { phone, purpose: "reset", address: origin.address }, input.code);
  const passwordHash = await context.passwords.hash(input.password);
  const user = await findUserByPhone(context.database, phone);
  if (!user) {
    await context.database.$transaction((transaction) => consumeCode(context, transaction, codeId));
    throw new ProblemError("NOT_REGISTERED");
  }
  await endSessions(context, { userId: user.id, sessionId: null }, "reset", {
    alongside: async (transaction) => {
      await consumeCode(context, transaction, codeId);
      await setPasswordHash(transaction, user.id, passwordHash);
      await writeAudit(transaction, { action: "auth.password-reset", userId: user.id, subject: user.id, origin });
    },
  });
  return user.id;
}

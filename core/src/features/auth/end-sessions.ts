import type { Context } from "../../context.ts";
import { writeAudit } from "../../database/audit.ts";
import type { Transaction } from "../../database/client.ts";
import type { CallOrigin } from "../../origin.ts";
import { markSessionsEnded, type SessionEndReason } from "./store.ts";

/** Which sessions: all of a person, or one of theirs. */
export interface SessionScope {
  readonly userId: string;
  readonly sessionId: string | null;
}

const auditActions: Partial<Record<SessionEndReason, string>> = {
  logout: "auth.logout",
  everywhere: "auth.logout-everywhere",
};

/**
 * Ends sessions, everywhere: access tokens are refused from the commit on, event streams of these sessions end on every replica, and modules
 * end what came from them when they next read the list of ended sessions. Ending what has ended changes nothing.
 *
 * @param options.origin whence a person asked for it; an audit record is then written in the same transaction
 * @param options.alongside what else belongs into the transaction; it runs first, and when it throws no session ends
 * @returns how many have ended
 */
export async function endSessions(
  context: Context,
  scope: SessionScope,
  reason: SessionEndReason,
  options: { readonly origin?: CallOrigin; readonly alongside?: (transaction: Transaction) => Promise<void> } = {},
): Promise<number> {
  const { bus, clock, database } = context;
  const { userId, sessionId } = scope;
  const ended = await database.$transaction(async (transaction) => {
    await options.alongside?.(transaction);
    const count = await markSessionsEnded(transaction, scope, reason, clock.now());
    const action = auditActions[reason];
    if (count > 0 && action !== undefined && options.origin) {
      await writeAudit(transaction, { action, userId, subject: sessionId ?? userId, origin: options.origin });
    }
    return count;
  });
  if (ended > 0) bus.publish("sessionsEnded", { userId, sessionId });
  return ended;
}

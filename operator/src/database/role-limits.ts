import { quoteIdentifier, quoteLiteral } from "@tochka-rosta/postgres/sql";
import type { ObservedDatabase } from "./observation.ts";
import type { Statement } from "./session.ts";

/** What one module's session may take of a server that it shares with others. */
export interface RoleLimits {
  readonly statementTimeoutSeconds: number;
  readonly idleInTransactionTimeoutSeconds: number;
  /** Of one sort or hash; a statement may have several. */
  readonly workMemoryMebibytes: number;
  /** On disk, of one session. Only a superuser, or whoever was granted SET on the parameter, can set it. */
  readonly temporaryFilesMebibytes: number;
}

const reasons = {
  statement_timeout: "no statement of a module holds its neighbours' server for ever",
  idle_in_transaction_session_timeout: "an open transaction that nobody works on keeps old rows of the whole database",
  work_mem: "memory of one sort or hash",
  temp_file_limit: "what does not fit there goes to the disk that all share, and no further",
} as const;

type Parameter = keyof typeof reasons;

/**
 * The settings of a module's role that differ from the limits, one statement each. New sessions have them. A module may lower or
 * raise all but `temp_file_limit` for itself; they hold what it does by mistake.
 */
export function planRoleLimits(user: string, limits: RoleLimits, observed: ObservedDatabase): Statement[] {
  const desired: Record<Parameter, string> = {
    statement_timeout: `${limits.statementTimeoutSeconds}s`,
    idle_in_transaction_session_timeout: `${limits.idleInTransactionTimeoutSeconds}s`,
    work_mem: `${limits.workMemoryMebibytes}MB`,
    temp_file_limit: `${limits.temporaryFilesMebibytes}MB`,
  };
  return (Object.keys(reasons) as Parameter[])
    .filter((parameter) => parameter !== "temp_file_limit" || observed.mayLimitTemporaryFiles)
    .filter((parameter) => observed.user?.settings[parameter] !== desired[parameter])
    .map((parameter) => ({
      text: `ALTER ROLE ${quoteIdentifier(user)} SET ${parameter} TO ${quoteLiteral(desired[parameter])}`,
      reason: reasons[parameter],
    }));
}

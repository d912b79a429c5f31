import { buildScramVerifier } from "@tochka-rosta/postgres/scram";
import { withAdvisoryLock } from "./lock.ts";
import { observeDatabase, type ObservedDatabase } from "./observation.ts";
import { findRefusal, planProvision, type DatabaseRefusal, type DesiredDatabase } from "./plan.ts";
import { abandonDatabaseAnnotation } from "./abandon.ts";
import type { DatabaseServer } from "./server.ts";

/** What bears our name on the server is not ours to use. Nothing was changed. */
export class DatabaseRefusedError extends Error {
  override readonly name = "DatabaseRefusedError";
  readonly reason: DatabaseRefusal;

  constructor(reason: DatabaseRefusal, database: string) {
    super(explainRefusal(reason, database));
    this.reason = reason;
  }
}

/** What bears our name and why it is left alone, or that nothing bears it any more. */
export function explainRefusal(reason: DatabaseRefusal, database: string): string {
  switch (reason) {
    case "DatabaseRetired":
      return `database ${database} was retired when its instance was deleted and is not taken into use again by itself`;
    case "DatabaseNotOurs":
      return `database ${database} exists but does not carry this instance's mark`;
    case "DatabaseLost":
      return `database ${database} was there and is missing now; restore it, or set the annotation ${abandonDatabaseAnnotation}=true to begin with an empty one`;
  }
}

export interface ProvisionRequest {
  readonly desired: DesiredDatabase;
  /** From the Secret, read live. */
  readonly password: string;
  /** Whether this very password was seen to work before: saves the login that would tell. */
  readonly isPasswordVerified: boolean;
  /** Makes the server fit for tenants. Called before a database is made, be it again on a server that was lost. */
  readonly prepare: () => Promise<void>;
  readonly signal: AbortSignal;
}

export interface ProvisionResult {
  /** Statements that changed something; 0 when all was well. */
  readonly changes: number;
  /** The database of an object that was lost is in use again, with its data. */
  readonly isTakenBack: boolean;
}

/**
 * Makes roles and database match the desired object. Level-based: every call looks first and runs what is missing, so it may stop, or
 * lose its connection, after any statement.
 *
 * @throws DatabaseRefusedError, WaitError when another operator works on it, and whatever the server refuses
 */
export async function provisionDatabase(server: DatabaseServer, request: ProvisionRequest): Promise<ProvisionResult> {
  const { desired, signal } = request;
  const before = await observeDatabase(server, desired.names);
  if (planAll(before, "", await mustSetPassword(server, request, before)).length === 0) {
    return { changes: 0, isTakenBack: false };
  }
  if (before.database === undefined) await request.prepare();
  return withAdvisoryLock(server, desired.uid, async (session) => {
    // Another operator may have been half way through at the first look, and be done by now.
    const observed = await observeDatabase(session, desired.names);
    const mustSet = await mustSetPassword(server, request, observed);
    const statements = planAll(observed, await buildScramVerifier(request.password), mustSet);
    for (const statement of statements) {
      signal.throwIfAborted();
      await session.run(statement);
    }
    return { changes: statements.length, isTakenBack: desired.mayTakeBack && observed.database !== undefined };
  });

  function planAll(observed: ObservedDatabase, verifier: string, mustSet: boolean) {
    const refusal = findRefusal(desired, observed);
    if (refusal !== undefined) throw new DatabaseRefusedError(refusal, desired.names.database);
    return planProvision(desired, observed, { verifier, mustSet });
  }
}

/** Nobody but a superuser can read a stored password, so logging in once is how to know that it is the Secret's. */
async function mustSetPassword(
  server: DatabaseServer,
  { desired, password, isPasswordVerified }: ProvisionRequest,
  observed: ObservedDatabase,
): Promise<boolean> {
  if (isPasswordVerified || observed.user === undefined) return false;
  const canConnect =
    observed.user.canLogin && observed.database?.allowsConnections === true && observed.database.userMayConnect;
  // A login that cannot come through tells nothing about the password: set it again, which changes nothing if it was right.
  if (!canConnect) return true;
  const { database, user } = desired.names;
  return (await server.tryLogin({ user, password, database })) === "refused";
}

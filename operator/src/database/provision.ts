import { describeError } from "@tochka-rosta/controller-runtime";
import { sqlState } from "@tochka-rosta/postgres/errors";
import { buildScramVerifier } from "@tochka-rosta/postgres/scram";
import { withAdvisoryLock } from "./lock.ts";
import { observeDatabase, type ObservedDatabase } from "./observation.ts";
import { findRefusal, planProvision, type DatabaseRefusal, type DesiredDatabase } from "./plan.ts";
import { abandonDatabaseAnnotation } from "./abandon.ts";
import type { DatabaseServer } from "./server.ts";
import type { Session } from "./session.ts";
import { planTrigrams } from "./trigrams.ts";

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
  /** Why the search of a database that was there before forgives no typos yet. It is tried again, and the site does without. */
  readonly trigramProblem?: string;
}

/**
 * Makes roles and database match the desired object. Level-based: every call looks first and runs what is missing, so it may stop, or
 * lose its connection, after any statement.
 *
 * @throws DatabaseRefusedError, WaitError when another operator works on it, and whatever the server refuses
 */
export async function provisionDatabase(server: DatabaseServer, request: ProvisionRequest): Promise<ProvisionResult> {
  const { desired, signal } = request;
  const before = await observeDatabase(server, desired.names, desired.template);
  const isComplete = planAll(before, "", await mustSetPassword(server, request, before)).length === 0;
  if (isComplete && planTrigrams(desired, before) === undefined) return { changes: 0, isTakenBack: false };
  if (before.database === undefined) await request.prepare();
  return withAdvisoryLock(server, desired.uid, async (session) => {
    // Another operator may have been half way through at the first look, and be done by now.
    const observed = await observeDatabase(session, desired.names, desired.template);
    const mustSet = await mustSetPassword(server, request, observed);
    const statements = planAll(observed, await buildScramVerifier(request.password), mustSet);
    for (const statement of statements) {
      signal.throwIfAborted();
      await session.run(statement);
    }
    // What was found half made or retired has its mark by now.
    const isRepaired = statements.length > 0 && observed.database !== undefined;
    const now = isRepaired ? await observeDatabase(session, desired.names, desired.template) : observed;
    const trigrams = await addTrigrams({ server, session, signal }, desired, now);
    const changes = statements.length + trigrams.changes;
    const { problem } = trigrams;
    const isTakenBack = isRepaired && desired.mayTakeBack;
    return { changes, isTakenBack, ...(problem !== undefined && { trigramProblem: problem }) };
  });

  function planAll(observed: ObservedDatabase, verifier: string, mustSet: boolean) {
    const refusal = findRefusal(desired, observed);
    if (refusal !== undefined) throw new DatabaseRefusedError(refusal, desired.names.database);
    return planProvision(desired, observed, { verifier, mustSet });
  }
}

/** Typos are a comfort: what the server refuses here takes no site down. */
async function addTrigrams(
  { server, session, signal }: { server: DatabaseServer; session: Session; signal: AbortSignal },
  desired: DesiredDatabase,
  observed: ObservedDatabase,
): Promise<{ readonly changes: number; readonly problem?: string }> {
  const plan = planTrigrams(desired, observed);
  if (plan === undefined) return { changes: 0 };
  try {
    await server.withDatabase(desired.names.database, async (inside) => {
      for (const statement of plan.inside) {
        signal.throwIfAborted();
        await inside.run(statement);
      }
    });
  } catch (error) {
    if (sqlState(error) === undefined) throw error;
    return { changes: 0, problem: describeError(error) };
  }
  await session.run(plan.mark);
  return { changes: plan.inside.length + 1 };
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

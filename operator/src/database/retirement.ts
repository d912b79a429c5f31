import { withAdvisoryLock } from "./lock.ts";
import { observeDatabase } from "./observation.ts";
import { findRefusal, planDrop, planRetirement, type DesiredDatabase } from "./plan.ts";
import type { Statement } from "./session.ts";
import { DatabaseRefusedError } from "./provision.ts";
import { parseMarker } from "./marker.ts";
import type { DatabaseServer } from "./server.ts";
import type { Session } from "./session.ts";

/** Whose database it is; without a tenant where that is not known any more and the identity is the object's own uid. */
export type RetirementSubject = Pick<DesiredDatabase, "names" | "uid"> & { readonly tenantUid: string | undefined };

export interface RetirementOptions {
  /** RFC 3339. */
  readonly now: string;
  readonly signal: AbortSignal;
}

/**
 * Puts a deleted instance's database out of use and keeps its data: role and database let nobody in, whoever is connected is
 * put out, and the marker says since when. Repeatable.
 *
 * @returns since when it is retired (RFC 3339); undefined when there is no database
 * @throws DatabaseRefusedError when what bears the name is not ours: nothing is touched then
 */
export async function retireDatabase(
  server: DatabaseServer,
  subject: RetirementSubject,
  { now, signal }: RetirementOptions,
): Promise<string | undefined> {
  return withAdvisoryLock(server, subject.uid, async (session) => {
    const observed = await observeDatabase(session, subject.names);
    refuseForeign(subject, observed);
    await runAll(session, planRetirement(subject, observed, now), signal);
    await session.query(
      "SELECT pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity WHERE datname = $1 OR usename = $2",
      [subject.names.database, subject.names.user],
    );
    if (observed.database === undefined) return undefined;
    return parseMarker(observed.database.comment)?.retiredAt ?? now;
  });
}

/**
 * Removes a retired database and its roles for good. Repeatable.
 *
 * @param assertStillWanted asked after the lock is held and before anything is dropped: throws unless the live object still
 *   asks for it
 * @throws DatabaseRefusedError when what bears the name is not ours, or is not retired: nothing is touched then
 */
export async function dropDatabase(
  server: DatabaseServer,
  subject: RetirementSubject,
  { signal, assertStillWanted }: { signal: AbortSignal; assertStillWanted: () => Promise<void> },
): Promise<void> {
  await withAdvisoryLock(server, subject.uid, async (session) => {
    const observed = await observeDatabase(session, subject.names);
    refuseForeign(subject, observed);
    if (observed.database !== undefined && parseMarker(observed.database.comment)?.retiredAt === undefined) {
      throw new DatabaseRefusedError("DatabaseNotOurs", subject.names.database);
    }
    await assertStillWanted();
    await runAll(session, planDrop(subject, observed), signal);
  });
}

/** An unmarked half-made database is ours by name and owner; anything else must carry our mark, retired or not. */
function refuseForeign(subject: RetirementSubject, observed: Awaited<ReturnType<typeof observeDatabase>>): void {
  const refusal = findRefusal({ ...subject, mustExist: false, mayTakeBack: false }, observed);
  if (refusal === "DatabaseNotOurs") throw new DatabaseRefusedError(refusal, subject.names.database);
}

async function runAll(session: Session, statements: readonly Statement[], signal: AbortSignal): Promise<void> {
  for (const statement of statements) {
    signal.throwIfAborted();
    await session.run(statement);
  }
}

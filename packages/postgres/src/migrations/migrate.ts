import { createHash } from "node:crypto";
import type { MigrationHistory } from "./history.ts";
import type { Migration, MigrationScope, RunQuery, RunTransaction } from "./migration.ts";

export interface MigrationOptions {
  readonly transaction: RunTransaction;
  readonly history: MigrationHistory;
  readonly scopes: readonly MigrationScope[];
  /** Advisory lock that every program takes which migrates this database. */
  readonly lock: number;
  /** Runs under the lock once nothing is pending, for what every installation has; not where a newer version has migrated. */
  readonly seed?: (query: RunQuery) => Promise<void>;
}

export interface MigrationOutcome {
  /** `scope/id` of the migrations that this call applied, in their order. */
  readonly applied: readonly string[];
  /** `scope/id` of migrations of a newer version: an upgrade is under way, or was rolled back. They are left as they are. */
  readonly newer: readonly string[];
}

/** The database's history and the program's differ: a person has to look, since no order of migrations makes one of the other. */
export class MigrationError extends Error {
  override readonly name = "MigrationError";
}

interface Pending {
  readonly scope: string;
  readonly migration: Migration;
  readonly checksum: string;
}

/**
 * Brings a database to the program's schema. Each migration is one transaction under the lock, with its line in the history; many
 * processes may call it at once, each migration is applied by one of them. A program that is older than the database starts on it.
 *
 * @throws MigrationError when an applied migration was changed, or an unknown one lies before those of this program
 * @throws Error that names the migration which failed and was rolled back; those before it stay
 */
export async function migrate(options: MigrationOptions): Promise<MigrationOutcome> {
  const applied: string[] = [];
  for (;;) {
    const step = await options.transaction((query) => runStep(query, options));
    if (step.applied === undefined) return { applied, newer: step.newer };
    applied.push(step.applied);
  }
}

/** One transaction: the next pending migration, or the seed when there is none. */
async function runStep(
  query: RunQuery,
  { history, scopes, lock, seed }: MigrationOptions,
): Promise<{ readonly applied?: string; readonly newer: readonly string[] }> {
  // The limit of the role is for what visitors ask: a new index on a large table takes longer, and so does waiting for who makes it.
  await query("SET LOCAL statement_timeout TO 0");
  await query(`SELECT pg_advisory_xact_lock(${lock})`);
  await query(history.createTable);
  const { pending, newer } = compareHistory(await history.read(query), scopes);
  if (pending === undefined) {
    if (newer.length === 0) await seed?.(query);
    return { newer };
  }
  const { scope, migration, checksum } = pending;
  const name = `${scope}/${migration.id}`;
  try {
    await query(migration.sql);
    await history.record(query, { scope, id: migration.id, checksum });
  } catch (error) {
    throw new Error(`migration ${name} failed and was rolled back`, { cause: error });
  }
  return { applied: name, newer };
}

function compareHistory(
  rows: readonly { readonly scope: string; readonly id: string; readonly checksum: string }[],
  scopes: readonly MigrationScope[],
): { readonly pending: Pending | undefined; readonly newer: readonly string[] } {
  const newer: string[] = [];
  let pending: Pending | undefined;
  for (const { scope, migrations } of scopes) {
    const ordered = migrations.toSorted((left, right) => (left.id < right.id ? -1 : 1));
    const known = new Map(rows.filter((row) => row.scope === scope).map(({ id, checksum }) => [id, checksum]));
    for (const id of findUnknown(scope, [...known.keys()], ordered)) newer.push(`${scope}/${id}`);
    for (const migration of ordered) {
      const checksum = createHash("sha256").update(migration.sql).digest("hex");
      const recorded = known.get(migration.id);
      if (recorded === undefined) pending ??= { scope, migration, checksum };
      else if (recorded !== checksum) {
        throw new MigrationError(`The migration ${scope}/${migration.id} was changed after it had been applied.`);
      }
    }
  }
  return { pending, newer };
}

/** Those that only a newer version knows. One that sorts before ours belongs to another history: applying ours on it could lose data. */
function findUnknown(scope: string, applied: readonly string[], ordered: readonly Migration[]): string[] {
  const unknown = applied.filter((id) => !ordered.some((migration) => migration.id === id)).toSorted();
  const newest = ordered.at(-1)?.id ?? "";
  const stray = unknown.find((id) => id < newest);
  if (stray === undefined) return unknown;
  throw new MigrationError(
    `The database has the migration ${scope}/${stray}, which this version should know and does not.`,
  );
}

import { createHash } from "node:crypto";
import type { Database, Queries } from "./database.ts";

/** One step of a schema, written once and never changed after release. */
export interface Migration {
  /** Sorts in order of application, such as "0001-catalogue". */
  readonly id: string;
  readonly sql: string;
}

export interface MigrationScope {
  /** Whose migrations these are, so that the SDK's and a module's never collide. */
  readonly scope: string;
  readonly migrations: readonly Migration[];
}

/** An arbitrary constant: whoever migrates this database takes this lock first. */
const ADVISORY_LOCK = 7_310_219_964;

/** Another process's turn, or a change to a large table, may take its time. */
const PATIENCE_MILLISECONDS = 10 * 60_000;

const CREATE_TABLE = `CREATE TABLE IF NOT EXISTS schema_migration (
  scope text NOT NULL,
  id text NOT NULL,
  checksum text NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (scope, id)
)`;

interface AppliedMigration {
  scope: string;
  id: string;
  checksum: string;
}

async function applyScope(queries: Queries, wanted: MigrationScope, applied: AppliedMigration[]): Promise<string[]> {
  const ids: string[] = [];
  for (const migration of [...wanted.migrations].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const checksum = createHash("sha256").update(migration.sql).digest("hex");
    const earlier = applied.find((row) => row.scope === wanted.scope && row.id === migration.id);
    if (earlier && earlier.checksum !== checksum) {
      throw new Error(`migration ${wanted.scope}/${migration.id} was changed after it had been applied`);
    }
    if (earlier) continue;
    await queries.run(migration.sql);
    await queries.run("INSERT INTO schema_migration (scope, id, checksum) VALUES ($1, $2, $3)", [
      wanted.scope,
      migration.id,
      checksum,
    ]);
    ids.push(`${wanted.scope}/${migration.id}`);
  }
  return ids;
}

/**
 * Brings the schema up to date in one transaction and returns what was applied. Two processes that start together take turns.
 * Unknown rows of a newer version are left alone, so that a roll-back of the program still starts.
 * @throws Error when an applied migration's text has changed
 */
export function migrate(database: Database, scopes: readonly MigrationScope[]): Promise<string[]> {
  return database.transaction(async (queries) => {
    await queries.row("SELECT pg_advisory_xact_lock($1)", [ADVISORY_LOCK]);
    await queries.run(CREATE_TABLE);
    const applied = await queries.rows<AppliedMigration>("SELECT scope, id, checksum FROM schema_migration");
    const ids: string[] = [];
    for (const scope of scopes) ids.push(...(await applyScope(queries, scope, applied)));
    return ids;
  }, PATIENCE_MILLISECONDS);
}

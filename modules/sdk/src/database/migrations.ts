import { migrate as applyMigrations, scopedHistory, type MigrationScope } from "@tochka-rosta/postgres/migrations";
import type { Database, SqlValue } from "./database.ts";

export type { Migration, MigrationScope } from "@tochka-rosta/postgres/migrations";

/** Every process that migrates a module's database takes this lock first. */
const lock = 7_310_219_964;

/** Another process's turn, or a change to a large table, may take its time. */
const PATIENCE_MILLISECONDS = 10 * 60_000;

/**
 * Brings the schema up to date and returns what was applied, as `scope/id`. Processes that start together take turns. Migrations of a newer
 * version are left as they are, so that a roll-back of the program still starts.
 *
 * @throws MigrationError when an applied migration was changed, or an unknown one lies before those of this program
 */
export async function migrate(database: Database, scopes: readonly MigrationScope[]): Promise<readonly string[]> {
  const { applied } = await applyMigrations({
    transaction: (work) =>
      database.transaction(
        (queries) => work((text, values) => queries.rows(text, values as readonly SqlValue[])),
        PATIENCE_MILLISECONDS,
      ),
    history: scopedHistory,
    scopes,
    lock,
  });
  return applied;
}

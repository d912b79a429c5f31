/** The one migrator. */
export { prismaHistory, scopedHistory, type AppliedMigration, type MigrationHistory } from "./history.ts";
export { migrate, MigrationError, type MigrationOptions, type MigrationOutcome } from "./migrate.ts";
export type { Migration, MigrationScope, RunQuery, RunTransaction } from "./migration.ts";
export { readMigrationFolders } from "./read-migration-folders.ts";

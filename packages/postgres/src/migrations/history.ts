import { randomUUID } from "node:crypto";
import type { RunQuery } from "./migration.ts";

/** One line of a history. */
export interface AppliedMigration {
  readonly scope: string;
  readonly id: string;
  /** SHA-256 of its SQL in hexadecimal. */
  readonly checksum: string;
}

/** The table in which a database remembers its migrations. */
export interface MigrationHistory {
  /** Creates the table where it is missing. */
  readonly createTable: string;
  readonly read: (query: RunQuery) => Promise<readonly AppliedMigration[]>;
  readonly record: (query: RunQuery, applied: AppliedMigration) => Promise<unknown>;
}

/** The history of a module's database, in which SDK and module have a scope each. */
export const scopedHistory: MigrationHistory = {
  createTable: `CREATE TABLE IF NOT EXISTS schema_migration (
    scope text NOT NULL, id text NOT NULL, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (scope, id))`,
  read: async (query) => (await query("SELECT scope, id, checksum FROM schema_migration")) as AppliedMigration[],
  record: (query, { scope, id, checksum }) =>
    query("INSERT INTO schema_migration (scope, id, checksum) VALUES ($1, $2, $3)", [scope, id, checksum]),
};

/**
 * Prisma's own history table, so that its command line and this migrator understand each other. It has one scope.
 *
 * @param scope what the migrations are called in outcomes and errors
 */
export function prismaHistory(scope: string): MigrationHistory {
  return {
    createTable: `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
      "id" VARCHAR(36) PRIMARY KEY, "checksum" VARCHAR(64) NOT NULL, "finished_at" TIMESTAMPTZ,
      "migration_name" VARCHAR(255) NOT NULL, "logs" TEXT, "rolled_back_at" TIMESTAMPTZ,
      "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(), "applied_steps_count" INTEGER NOT NULL DEFAULT 0)`,
    read: async (query) => {
      const rows = await query(
        `SELECT "migration_name" AS id, "checksum" FROM "_prisma_migrations"
         WHERE "finished_at" IS NOT NULL AND "rolled_back_at" IS NULL`,
      );
      return (rows as { readonly id: string; readonly checksum: string }[]).map((row) => ({ ...row, scope }));
    },
    record: (query, { id, checksum }) =>
      query(
        `INSERT INTO "_prisma_migrations" ("id", "checksum", "migration_name", "finished_at", "applied_steps_count")
         VALUES ($1, $2, $3, now(), 1)`,
        [randomUUID(), checksum, id],
      ),
  };
}

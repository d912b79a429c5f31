import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import pg from "pg";
import { readConnection } from "./connection.ts";
import { seedTariffs } from "./seed.ts";

/** The number that Prisma's own migration engine locks, so that the two never run at once. */
const advisoryLock = 72707369;

interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

/** The database's history and the program's differ; a person must look. */
export class MigrationError extends Error {
  override readonly name = "MigrationError";
}

export interface MigrationOutcome {
  /** Migrations that were applied now. */
  readonly applied: readonly string[];
  /** Migrations of a newer version, which leave what this one needs: an upgrade is under way, or was rolled back. */
  readonly newer: readonly string[];
}

/**
 * Brings the database to the program's schema and seeds what every installation has. Many replicas may call it at once: one
 * works, the others wait. Each migration is one transaction, kept in Prisma's own history table. A database that a newer
 * version has migrated is left as it is, seeds included.
 * @throws MigrationError when an applied migration was edited, or is unknown and not newer than all of this program's
 */
export async function migrate(databaseUrl: string): Promise<MigrationOutcome> {
  const migrations = await readMigrations(findMigrationsDirectory(import.meta.dirname));
  const client = new pg.Client({ ...readConnection(databaseUrl), connectionTimeoutMillis: 5000 });
  client.on("error", () => undefined); // The statement in flight, or the next, rejects with the same error.
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock($1)", [advisoryLock]);
    await client.query(historyTable);
    const { pending, newer } = await compareHistory(client, migrations);
    for (const migration of pending) await apply(client, migration);
    if (newer.length === 0) await seedTariffs(client);
    return { applied: pending.map(({ name }) => name), newer };
  } finally {
    // Ends the session, and with it the lock.
    await client.end();
  }
}

const historyTable = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY, "checksum" VARCHAR(64) NOT NULL, "finished_at" TIMESTAMPTZ,
  "migration_name" VARCHAR(255) NOT NULL, "logs" TEXT, "rolled_back_at" TIMESTAMPTZ,
  "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(), "applied_steps_count" INTEGER NOT NULL DEFAULT 0)`;

async function compareHistory(
  client: pg.Client,
  migrations: readonly Migration[],
): Promise<{ pending: Migration[]; newer: string[] }> {
  const { rows } = await client.query<{ migration_name: string; checksum: string }>(
    'SELECT "migration_name", "checksum" FROM "_prisma_migrations" WHERE "finished_at" IS NOT NULL AND "rolled_back_at" IS NULL',
  );
  const applied = new Map(rows.map((row) => [row.migration_name, row.checksum]));
  const unknown = [...applied.keys()].filter((name) => !migrations.some((migration) => migration.name === name)).sort();
  const newest = migrations.at(-1)?.name ?? "";
  const stray = unknown.find((name) => name < newest);
  if (stray) {
    throw new MigrationError(`The database has the migration ${stray}, which this version should know and does not.`);
  }
  const edited = migrations.find(({ name, checksum }) => applied.has(name) && applied.get(name) !== checksum);
  if (edited) throw new MigrationError(`The migration ${edited.name} was edited after it had been applied.`);
  return { pending: migrations.filter(({ name }) => !applied.has(name)), newer: unknown };
}

async function apply(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  await client.query("BEGIN");
  try {
    await client.query(sql);
    await client.query(
      `INSERT INTO "_prisma_migrations" ("id", "checksum", "migration_name", "finished_at", "applied_steps_count")
       VALUES ($1, $2, $3, now(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw new Error(`migration ${name} failed and was rolled back`, { cause: error });
  }
}

async function readMigrations(directory: string): Promise<Migration[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(join(directory, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    }),
  );
}

/** The folder lies beside `src` and `dist`, so sources and bundle find it alike by looking upwards. */
function findMigrationsDirectory(from: string): string {
  const candidate = join(from, "prisma", "migrations");
  if (existsSync(candidate)) return candidate;
  const parent = dirname(from);
  if (parent === from) throw new MigrationError("prisma/migrations is missing beside the program.");
  return findMigrationsDirectory(parent);
}

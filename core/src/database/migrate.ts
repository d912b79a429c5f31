import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { readConnection } from "@tochka-rosta/postgres/connection";
import {
  migrate as applyMigrations,
  MigrationError,
  prismaHistory,
  readMigrationFolders,
  type MigrationOutcome,
  type RunQuery,
  type RunTransaction,
} from "@tochka-rosta/postgres/migrations";
import pg from "pg";

/** Adds the rows that every installation starts with; running it again changes nothing. */
export type Seed = (query: RunQuery) => Promise<void>;

/** The number that Prisma's own migration engine locks, so that the two never run at once. */
const lock = 72707369;

/**
 * Brings the database to the program's schema and seeds it. Many replicas may call it at once. Migrations are kept
 * in Prisma's own history table. A database that a newer version has migrated is left as it is, seeds included.
 *
 * @throws MigrationError when an applied migration was changed, or is unknown and not newer than all of this program's
 */
export async function migrate(databaseUrl: string, seed?: Seed): Promise<MigrationOutcome> {
  const migrations = await readMigrationFolders(findMigrationsDirectory(import.meta.dirname));
  const client = new pg.Client({ ...readConnection(databaseUrl), connectionTimeoutMillis: 5000 });
  client.on("error", () => undefined); // The statement in flight, or the next, rejects with the same error.
  await client.connect();
  try {
    return await applyMigrations({
      transaction: transactionsOn(client),
      history: prismaHistory("core"),
      scopes: [{ scope: "core", migrations }],
      lock,
      ...(seed && { seed }),
    });
  } finally {
    await client.end();
  }
}

function transactionsOn(client: pg.Client): RunTransaction {
  return async (work) => {
    await client.query("BEGIN");
    try {
      const result = await work(async (text, values) => (await client.query<object>(text, values && [...values])).rows);
      await client.query("COMMIT");
      return result;
    } catch (error) {
      // Where the connection is lost there is nothing to roll back, and the first error is the one that says why.
      await client.query("ROLLBACK").catch(() => undefined);
      throw error;
    }
  };
}

/** The folder lies beside `src` and `dist`, so sources and bundle find it alike by looking upwards. */
function findMigrationsDirectory(from: string): string {
  const candidate = join(from, "prisma", "migrations");
  if (existsSync(candidate)) return candidate;
  const parent = dirname(from);
  if (parent === from) throw new MigrationError("prisma/migrations is missing beside the program.");
  return findMigrationsDirectory(parent);
}

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Migration } from "./migration.ts";

/** Reads migrations as Prisma lays them out: a folder each, with `migration.sql` in it. */
export async function readMigrationFolders(directory: string): Promise<readonly Migration[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return Promise.all(
    names.map(async (id) => ({ id, sql: await readFile(join(directory, id, "migration.sql"), "utf8") })),
  );
}

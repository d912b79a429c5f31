import { readFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import type { LocalPlatform } from "./test-platform.ts";

/** Makes the platform's PostgreSQL write every statement and whose it is to its log. */
export async function logStatements(platform: LocalPlatform): Promise<void> {
  const client = new pg.Client({ connectionString: await platform.postgresUrl("postgres") });
  await client.connect();
  await client.query("ALTER SYSTEM SET log_line_prefix = 'by %u as %a: '");
  await client.query("ALTER SYSTEM SET log_statement = 'all'");
  await client.query("SELECT pg_reload_conf()");
  await client.end();
}

/**
 * Every statement that this role has sent since under this name of a program, in order. Tells single statements, not what a function
 * did inside.
 */
export async function readStatements(
  platform: LocalPlatform,
  role: string,
  application: string,
): Promise<readonly string[]> {
  const log = await readFile(join(platform.dataDirectory, "postgres", "postgres.log"), "utf8");
  // A statement of several lines goes on with a tab at each line's beginning.
  const entries = log.replaceAll("\n\t", " ").split("\n");
  const pattern = new RegExp(`^by ${role} as ${application}: LOG:  (?:statement|execute [^:]+): (.*)$`);
  return entries.flatMap((entry) => pattern.exec(entry)?.[1] ?? []);
}

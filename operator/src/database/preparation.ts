import { withAdvisoryLock } from "./lock.ts";
import { sqlState } from "@tochka-rosta/postgres/errors";
import { quoteIdentifier } from "@tochka-rosta/postgres/sql";
import type { DatabaseServer } from "./server.ts";
import type { Session } from "./session.ts";
import { ensureTemplate } from "./template.ts";

/** A database of the server lets every role connect, and we may not change that: no module is placed there. */
export class ServerOpenError extends Error {
  override readonly name = "ServerOpenError";

  constructor(server: string, databases: readonly string[]) {
    const names = databases.map(quoteIdentifier).join(", ");
    super(
      `database server ${server} lets every role connect to ${names}; as its superuser run: ` +
        `REVOKE CONNECT, TEMPORARY ON DATABASE ${names} FROM PUBLIC`,
    );
  }
}

/**
 * Makes a server fit for tenants who must not reach each other: the template, and no database that every role can connect to.
 * A new PostgreSQL has several (`postgres`, `template1`, the core's own), each of which would show a module all names.
 *
 * @throws ServerOpenError when one stays open because the provisioner's role may not close it
 */
export async function prepareServer(server: DatabaseServer): Promise<void> {
  await withAdvisoryLock(server, "server", async (session) => {
    await ensureTemplate(server, session);
    for (const database of await listOpenDatabases(session)) await closeToPublic(session, database);
    const stillOpen: string[] = [];
    for (const database of await listOpenDatabases(session)) {
      if (await letsUsIn(server, database)) stillOpen.push(database);
    }
    if (stillOpen.length > 0) throw new ServerOpenError(server.settings.name, stillOpen);
  });
}

/** Databases that every role has the right to connect to. */
export async function listOpenDatabases(session: Session): Promise<string[]> {
  const rows = await session.query<{ name: string }>(
    `SELECT datname AS name FROM pg_catalog.pg_database
      WHERE datallowconn
        AND EXISTS (SELECT FROM aclexplode(coalesce(datacl, acldefault('d', datdba))) AS held
                     WHERE held.grantee = 0 AND held.privilege_type = 'CONNECT')
      ORDER BY datname`,
  );
  return rows.map(({ name }) => name);
}

const invalidAuthorization = "28000";

/**
 * Managed servers have a database of their own that nobody else may close (Cloud SQL's `cloudsqladmin`), and turn everybody away
 * from it in pg_hba.conf. Any other answer, or none, counts as being let in.
 */
async function letsUsIn(server: DatabaseServer, database: string): Promise<boolean> {
  try {
    await server.withDatabase(database, () => Promise.resolve());
    return true;
  } catch (error) {
    return sqlState(error) !== invalidAuthorization;
  }
}

const noSuchDatabase = "3D000";
const notAllowed = "42501";

async function closeToPublic(session: Session, database: string): Promise<void> {
  try {
    await session.run({
      text: `REVOKE CONNECT, TEMPORARY ON DATABASE ${quoteIdentifier(database)} FROM PUBLIC`,
      reason: "by default every role of the server could connect",
    });
  } catch (error) {
    const code = sqlState(error);
    // Dropped meanwhile, or not ours to close: the second look tells which.
    if (code !== noSuchDatabase && code !== notAllowed) throw error;
  }
}

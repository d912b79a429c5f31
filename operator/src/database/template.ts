import { sqlState } from "@tochka-rosta/postgres/errors";
import { quoteIdentifier, quoteLiteral } from "@tochka-rosta/postgres/sql";
import type { Session, Statement } from "./session.ts";
import type { DatabaseServer } from "./server.ts";
import { trigramStatements } from "./trigram-statements.ts";

/** What every module's database is copied from: empty, but its schema `public` is open to whoever may connect. */
export const templateDatabase = "tochka_rosta_template";

/** Written last: a template without it was not finished. The number moves when the template's contents do. */
function formatFinishedMark(trigrams: boolean): string {
  return JSON.stringify({ managedBy: "tochka-rosta", template: 2, trigrams });
}

/** Whether copies of a template with this comment have pg_trgm. */
export function hasTrigrams(comment: string | null): boolean {
  return comment === formatFinishedMark(true);
}

/**
 * Makes the template, once per server, and again where it lacks what this release puts into it or what the server has to give by now. A
 * module migrates as its own role, which owns nothing; so the schema `public` lets it create tables, as before PostgreSQL 15. Nobody else
 * can connect to the copy, hence "PUBLIC" there means the module alone.
 */
export async function ensureTemplate(server: DatabaseServer, session: Session): Promise<void> {
  const found = await findTemplate(session);
  if (found.comment === formatFinishedMark(found.hasTrigramFiles) && !found.allowsConnections) return;
  const name = quoteIdentifier(templateDatabase);
  const run = (text: string, reason: string) => session.run({ text, reason } satisfies Statement);
  if (found.comment === undefined) {
    await run(
      `CREATE DATABASE ${name} TEMPLATE template0 STRATEGY wal_log ALLOW_CONNECTIONS false`,
      "what every module's database is copied from",
    );
  }
  await run(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC`, "a session on the template would make every copy fail");
  await run(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS true`, "its schema can only be opened from within");
  const isMade = await server.withDatabase(templateDatabase, async (inside) => {
    await inside.run({
      text: "GRANT USAGE, CREATE ON SCHEMA public TO PUBLIC",
      reason: "a module migrates as its own role, which does not own its database",
    });
    return found.hasTrigramFiles && (await makeTrigrams(inside));
  });
  await run(`COMMENT ON DATABASE ${name} IS ${quoteLiteral(formatFinishedMark(isMade))}`, "the template is finished");
  await run(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS false`, "a template with a session cannot be copied");
}

/** @returns false where the server does not let us: its modules do without, and the next preparation tries again */
async function makeTrigrams(inside: Session): Promise<boolean> {
  try {
    for (const statement of trigramStatements) await inside.run(statement);
    return true;
  } catch (error) {
    if (sqlState(error) === undefined) throw error;
    return false;
  }
}

interface FoundTemplate {
  /** Undefined: there is no template; null: it was not finished. */
  readonly comment: string | null | undefined;
  readonly allowsConnections: boolean;
  readonly hasTrigramFiles: boolean;
}

async function findTemplate(session: Session): Promise<FoundTemplate> {
  const [row] = await session.query<{ comment: string | null; allowsConnections: boolean }>(
    `SELECT shobj_description(oid, 'pg_database') AS comment, datallowconn AS "allowsConnections"
       FROM pg_catalog.pg_database WHERE datname = $1`,
    [templateDatabase],
  );
  const available = await session.query("SELECT FROM pg_catalog.pg_available_extensions WHERE name = 'pg_trgm'");
  return {
    comment: row === undefined ? undefined : row.comment,
    allowsConnections: row?.allowsConnections === true,
    hasTrigramFiles: available.length > 0,
  };
}

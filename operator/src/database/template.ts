import { quoteIdentifier, quoteLiteral } from "@tochka-rosta/postgres/sql";
import type { Statement } from "./session.ts";
import type { DatabaseServer } from "./server.ts";
import type { Session } from "./session.ts";

/** What every module's database is copied from: empty, but its schema `public` is open to whoever may connect. */
export const templateDatabase = "tochka_rosta_template";

/** Written last: a template without it was not finished. The number moves when the template's contents do. */
const finishedMark = JSON.stringify({ managedBy: "tochka-rosta", template: 1 });

/**
 * Makes the template, once per server. A module migrates as its own role, which owns nothing; so the schema `public` lets it
 * create tables, as before PostgreSQL 15. Nobody else can connect to the copy, hence "PUBLIC" there means the module alone.
 */
export async function ensureTemplate(server: DatabaseServer, session: Session): Promise<void> {
  const found = await findTemplate(session);
  if (found?.comment === finishedMark && !found.allowsConnections) return;
  const name = quoteIdentifier(templateDatabase);
  const run = (text: string, reason: string) => session.run({ text, reason } satisfies Statement);
  if (found === undefined) {
    await run(
      `CREATE DATABASE ${name} TEMPLATE template0 STRATEGY wal_log ALLOW_CONNECTIONS false`,
      "what every module's database is copied from",
    );
  }
  await run(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC`, "a session on the template would make every copy fail");
  await run(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS true`, "its schema can only be opened from within");
  await server.withDatabase(templateDatabase, (inside) =>
    inside.run({
      text: "GRANT USAGE, CREATE ON SCHEMA public TO PUBLIC",
      reason: "a module migrates as its own role, which does not own its database",
    }),
  );
  await run(`COMMENT ON DATABASE ${name} IS ${quoteLiteral(finishedMark)}`, "the template is finished");
  await run(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS false`, "a template with a session cannot be copied");
}

async function findTemplate(
  session: Session,
): Promise<{ comment: string | null; allowsConnections: boolean } | undefined> {
  const [row] = await session.query<{ comment: string | null; allowsConnections: boolean }>(
    `SELECT shobj_description(oid, 'pg_database') AS comment, datallowconn AS "allowsConnections"
       FROM pg_catalog.pg_database WHERE datname = $1`,
    [templateDatabase],
  );
  return row;
}

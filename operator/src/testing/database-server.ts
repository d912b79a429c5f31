import { randomUUID } from "node:crypto";
import { silentLog, WaitError } from "@tochka-rosta/controller-runtime";
import { inject } from "vitest";
import type { DatabaseServerSettings } from "../settings.ts";
import { prepareServer } from "../database/preparation.ts";
import { databaseNames } from "../database/identifiers.ts";
import type { DatabaseWish, Statement } from "../database/plan.ts";
import { createDatabaseServer, type DatabaseServer, type Session } from "../database/server.ts";
import { templateDatabase } from "../database/template.ts";

/** The real PostgreSQL of this run, as a server of ours. */
export function testServerSettings(): DatabaseServerSettings & { readonly password: string } {
  const url = new URL(inject("postgresUrl"));
  return {
    name: "main",
    host: url.hostname,
    port: Number(url.port),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: "postgres",
    softLimit: 500,
    hardLimit: 1000,
    sslmode: "disable",
  };
}

/** A connection to the real PostgreSQL that writes down every statement which changed something. */
export function openTestServer(as: { user?: string; password?: string } = {}) {
  const statements: Statement[] = [];
  const settings = { ...testServerSettings(), ...as };
  const server = createDatabaseServer({
    settings,
    readPassword: () => Promise.resolve(settings.password),
    log: silentLog,
    onStatement: (_server, statement) => statements.push(statement),
  });
  return { server, settings, statements };
}

/** Makes the server fit for tenants; operators of other test files may be at it at the same moment. */
export async function prepareTestServer(server: DatabaseServer): Promise<void> {
  for (;;) {
    try {
      return await prepareServer(server);
    } catch (error) {
      if (!(error instanceof WaitError)) throw error;
      await new Promise((resolve) => setTimeout(resolve, error.afterMilliseconds));
    }
  }
}

/** What a new instance asks for. */
export function testWish(): DatabaseWish {
  const uid = randomUUID();
  return { names: databaseNames(uid), uid, tenantUid: randomUUID(), connectionLimit: 3, template: templateDatabase };
}

/**
 * The same server, but its connection breaks around one statement: the process may have died before the statement reached
 * PostgreSQL, or after PostgreSQL did it and before the answer came.
 *
 * @param at which statement, counted from 0
 */
export function breakConnection(server: DatabaseServer, at: number, when: "before" | "after"): DatabaseServer {
  let count = 0;
  return {
    ...server,
    withSession: (work) =>
      server.withSession((session) => {
        const breaking: Session = {
          query: (text, values) => session.query(text, values),
          run: async (statement) => {
            const isHere = count++ === at;
            if (isHere && when === "before") throw new Error("connection lost");
            await session.run(statement);
            if (isHere) throw new Error("connection lost");
          },
        };
        return work(breaking);
      }),
  };
}
